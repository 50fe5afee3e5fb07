import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/ranking',
    name: 'ranking',
    component: () => import('./RankingPage.vue'),
    meta: { title: 'ranking.title', permission: 'ledger_read', menu: { heading: 'people', position: 7.5 } },
  },
] satisfies RouteRecordRaw[]
