import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/consumers',
    name: 'consumers',
    component: () => import('./ConsumerSearchPage.vue'),
    meta: { title: 'binding.consumers', permission: 'consumers_read', menu: { heading: 'people', position: 5 } },
  },
  {
    path: '/consumers/:consumer',
    name: 'consumer',
    component: () => import('./ConsumerPage.vue'),
    meta: { title: 'binding.one', permission: 'consumers_read' },
  },
  {
    path: '/change-requests',
    name: 'change-requests',
    component: () => import('./ChangeRequestPage.vue'),
    meta: { title: 'binding.requests', permission: 'change_requests_read', menu: { heading: 'people', position: 6 } },
  },
  {
    path: '/reattributions',
    name: 'reattributions',
    component: () => import('./ReattributionPage.vue'),
    meta: { title: 'binding.reattributions', permission: 'change_requests_read', menu: { heading: 'people', position: 7 } },
  },
] satisfies RouteRecordRaw[]
