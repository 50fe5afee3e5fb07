import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/campaigns',
    name: 'campaigns',
    component: () => import('./CampaignPage.vue'),
    meta: { title: 'campaign.title', permission: 'campaigns_read', menu: { heading: 'people', position: 8 } },
  },
  {
    path: '/posters',
    name: 'posters',
    component: () => import('./PosterPage.vue'),
    meta: { title: 'campaign.posters', permission: 'campaigns_write', menu: { heading: 'people', position: 8 } },
  },
] satisfies RouteRecordRaw[]
