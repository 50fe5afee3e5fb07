import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/payouts/attention',
    name: 'payout-attention',
    component: () => import('./AttentionPage.vue'),
    meta: { title: 'payout.attention', permission: 'withdrawals_read', menu: { heading: 'money', position: 2.5 } },
  },
  {
    path: '/payouts/resolutions',
    name: 'payout-resolutions',
    component: () => import('./ResolutionsPage.vue'),
    meta: { title: 'payout.resolutions', permission: 'withdrawals_read', menu: { heading: 'money', position: 3 } },
  },
  {
    path: '/payouts/offline',
    name: 'offline-payouts',
    component: () => import('./OfflinePage.vue'),
    meta: { title: 'payout.offline', permission: 'withdrawals_read', menu: { heading: 'money', position: 4 } },
  },
  {
    path: '/payouts/fuse',
    name: 'payout-fuse',
    component: () => import('./FusePage.vue'),
    meta: { title: 'payout.fuse', permission: 'withdrawals_read', menu: { heading: 'money', position: 5 } },
  },
] satisfies RouteRecordRaw[]
