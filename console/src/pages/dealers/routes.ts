import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/dealers',
    name: 'dealers',
    component: () => import('./DealerListPage.vue'),
    meta: { title: 'dealer.title', permission: 'dealers_read', menu: { heading: 'people', position: 1 } },
  },
  {
    path: '/dealers/:dealer',
    name: 'dealer',
    component: () => import('./DealerPage.vue'),
    meta: { title: 'dealer.one', permission: 'dealers_read' },
  },
  {
    path: '/dealer-tree',
    name: 'dealer-tree',
    component: () => import('./DealerTreePage.vue'),
    meta: { title: 'dealer.tree', permission: 'dealers_read', menu: { heading: 'people', position: 2 } },
  },
  {
    path: '/dealer-moves',
    name: 'dealer-moves',
    component: () => import('./DealerMovePage.vue'),
    meta: { title: 'dealer.moves', permission: 'dealers_write', menu: { heading: 'people', position: 4 } },
  },
] satisfies RouteRecordRaw[]
