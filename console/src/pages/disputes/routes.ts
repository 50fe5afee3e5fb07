import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/disputes',
    name: 'disputes',
    component: () => import('./DisputesPage.vue'),
    meta: { title: 'dispute.title', permission: 'disputes_read', menu: { heading: 'money', position: 8 } },
  },
] satisfies RouteRecordRaw[]
