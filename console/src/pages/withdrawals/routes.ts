import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/withdrawals',
    name: 'withdrawals',
    component: () => import('./QueuePage.vue'),
    meta: { title: 'withdrawal.title', permission: 'withdrawals_read', menu: { heading: 'money', position: 2 } },
  },
  {
    path: '/withdrawals/:withdrawal',
    name: 'withdrawal',
    component: () => import('./LifePage.vue'),
    meta: { title: 'withdrawal.life', permission: 'withdrawals_read' },
  },
  {
    path: '/withdrawal-sets/:set',
    name: 'withdrawal-set',
    component: () => import('./SetPage.vue'),
    meta: { title: 'withdrawal.set', permission: 'withdrawals_read' },
  },
] satisfies RouteRecordRaw[]
