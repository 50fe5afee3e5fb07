import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/ledger',
    name: 'ledger',
    component: () => import('./LedgerPage.vue'),
    meta: { title: 'ledger.title', permission: 'ledger_read', menu: { heading: 'money', position: 7 } },
  },
  {
    path: '/trial-balance',
    name: 'trial-balance',
    component: () => import('./TrialBalancePage.vue'),
    meta: { title: 'ledger.trial', permission: 'ledger_read', menu: { heading: 'money', position: 7 } },
  },
  {
    path: '/trial-balance/:account',
    name: 'ledger-account',
    component: () => import('./AccountPage.vue'),
    meta: { title: 'ledger.account', permission: 'ledger_read' },
  },
  {
    path: '/company-sheets/:sheet',
    name: 'company-sheet',
    component: () => import('./CompanySheetPage.vue'),
    meta: { title: 'ledger.companyTitle', permission: 'ledger_read' },
  },
  {
    path: '/ledger/:dealer/statements/:month',
    name: 'statement',
    component: () => import('./StatementPage.vue'),
    meta: { title: 'ledger.statement', permission: 'ledger_read' },
  },
  {
    path: '/debts',
    name: 'debts',
    component: () => import('./DebtsPage.vue'),
    meta: { title: 'ledger.debts', permission: 'ledger_read', menu: { heading: 'money', position: 9 } },
  },
  {
    path: '/write-offs',
    name: 'write-offs',
    component: () => import('./WriteOffsPage.vue'),
    meta: { title: 'ledger.writeOffs', permission: 'ledger_read', menu: { heading: 'money', position: 10 } },
  },
] satisfies RouteRecordRaw[]
