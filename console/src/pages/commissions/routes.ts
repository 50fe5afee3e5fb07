import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/commissions/:commission',
    name: 'commission',
    component: () => import('./CommissionPage.vue'),
    meta: { title: 'commission.one', permission: 'commissions_read' },
  },
  {
    path: '/unclaimed-shares',
    name: 'unclaimed-shares',
    component: () => import('./UnclaimedPage.vue'),
    meta: { title: 'commission.unclaimed', permission: 'commissions_read', menu: { heading: 'trade', position: 6 } },
  },
] satisfies RouteRecordRaw[]
