import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/invites',
    name: 'invites',
    component: () => import('./InvitePage.vue'),
    meta: { title: 'invite.title', permission: 'dealers_read', menu: { heading: 'people', position: 3.5 } },
  },
] satisfies RouteRecordRaw[]
