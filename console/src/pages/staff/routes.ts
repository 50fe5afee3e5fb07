import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/staff',
    name: 'staff',
    component: () => import('./StaffPage.vue'),
    meta: { title: 'staff.title', permission: 'staff_read', menu: { heading: 'records', position: 3 } },
  },
] satisfies RouteRecordRaw[]
