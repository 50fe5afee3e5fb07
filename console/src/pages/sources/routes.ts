import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/order-sources',
    name: 'order-sources',
    component: () => import('./SourcePage.vue'),
    meta: { title: 'source.title', permission: 'order_sources_write', menu: { heading: 'trade', position: 6.5 } },
  },
] satisfies RouteRecordRaw[]
