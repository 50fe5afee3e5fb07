import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/relations',
    name: 'relations',
    component: () => import('./RelationsPage.vue'),
    meta: { title: 'relation.title', permission: 'consumers_read', menu: { heading: 'people', position: 2.5 } },
  },
] satisfies RouteRecordRaw[]
