import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/products',
    name: 'products',
    component: () => import('./ProductListPage.vue'),
    meta: { title: 'product.title', permission: 'products_read', menu: { heading: 'trade', position: 7 } },
  },
  {
    path: '/products/:product',
    name: 'product',
    component: () => import('./ProductPage.vue'),
    meta: { title: 'product.one', permission: 'products_read' },
  },
  {
    path: '/categories',
    name: 'categories',
    component: () => import('./CategoryPage.vue'),
    meta: { title: 'product.categories', permission: 'products_read', menu: { heading: 'trade', position: 8 } },
  },
  {
    path: '/tiers',
    name: 'tiers',
    component: () => import('./TierPage.vue'),
    meta: { title: 'product.tiers', permission: 'dealers_read', menu: { heading: 'people', position: 9 } },
  },
] satisfies RouteRecordRaw[]
