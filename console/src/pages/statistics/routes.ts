import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/statistics',
    name: 'statistics',
    component: () => import('./StatisticsPage.vue'),
    meta: { title: 'statistics.title', permission: 'orders_read', menu: { heading: 'money', position: 2 } },
  },
  {
    path: '/funnel',
    name: 'funnel',
    component: () => import('./FunnelPage.vue'),
    meta: { title: 'statistics.funnel', permission: 'consumers_read', menu: { heading: 'people', position: 10 } },
  },
  {
    path: '/retention',
    name: 'retention',
    component: () => import('./RetentionPage.vue'),
    meta: { title: 'statistics.retention', permission: 'consumers_read', menu: { heading: 'people', position: 11 } },
  },
] satisfies RouteRecordRaw[]
