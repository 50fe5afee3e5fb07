import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/reconciliations',
    name: 'reconciliations',
    component: () => import('./DaysPage.vue'),
    meta: { title: 'reconciliation.title', permission: 'ledger_read', menu: { heading: 'money', position: 6 } },
  },
  {
    path: '/reconciliations/:day',
    name: 'reconciliation',
    component: () => import('./DayPage.vue'),
    meta: { title: 'reconciliation.day', permission: 'ledger_read' },
  },
] satisfies RouteRecordRaw[]
