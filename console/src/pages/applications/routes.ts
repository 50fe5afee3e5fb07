import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/dealer-applications',
    name: 'applications',
    component: () => import('./ApplicationQueuePage.vue'),
    meta: { title: 'application.title', permission: 'applications_read', menu: { heading: 'people', position: 3 } },
  },
] satisfies RouteRecordRaw[]
