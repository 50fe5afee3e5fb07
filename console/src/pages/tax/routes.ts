import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/tax-files',
    name: 'tax-files',
    component: () => import('./TaxFilePage.vue'),
    meta: { title: 'tax.title', permission: 'ledger_read', menu: { heading: 'money', position: 11 } },
  },
] satisfies RouteRecordRaw[]
