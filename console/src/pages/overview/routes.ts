import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/overview',
    name: 'overview',
    component: () => import('./OverviewPage.vue'),
    meta: { title: 'overview.title', permission: 'withdrawals_read', menu: { heading: 'money', position: 1 } },
  },
] satisfies RouteRecordRaw[]
