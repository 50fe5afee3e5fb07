import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/commissions/:commission',
    name: 'commission',
    component: () => import('./CommissionPage.vue'),
    meta: { title: 'commission.one', permission: 'commissions_read' },
  },
] satisfies RouteRecordRaw[]
