import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/orders',
    name: 'orders',
    component: () => import('./OrderListPage.vue'),
    meta: { title: 'order.title', permission: 'orders_read', menu: { heading: 'trade', position: 1 } },
  },
  {
    path: '/orders/:order',
    name: 'order',
    component: () => import('./OrderPage.vue'),
    meta: { title: 'order.one', permission: 'orders_read' },
  },
  {
    path: '/refunds',
    name: 'refunds',
    component: () => import('./RefundListPage.vue'),
    meta: { title: 'order.refunds', permission: 'orders_read', menu: { heading: 'trade', position: 2 } },
  },
  {
    path: '/refund-closings',
    name: 'refund-closings',
    component: () => import('./RefundClosingsPage.vue'),
    meta: { title: 'order.closings', permission: 'orders_read', menu: { heading: 'trade', position: 2 } },
  },
  {
    path: '/parked-refunds',
    name: 'parked-refunds',
    component: () => import('./ParkedRefundsPage.vue'),
    meta: { title: 'order.parked', permission: 'orders_read', menu: { heading: 'trade', position: 3 } },
  },
  {
    path: '/order-suspense',
    name: 'order-suspense',
    component: () => import('./SuspensePage.vue'),
    meta: { title: 'order.suspense', permission: 'orders_read', menu: { heading: 'trade', position: 4 } },
  },
  {
    path: '/order-imports',
    name: 'order-imports',
    component: () => import('./ImportPage.vue'),
    meta: { title: 'order.imports', permission: 'orders_import', menu: { heading: 'trade', position: 5 } },
  },
] satisfies RouteRecordRaw[]
