import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/staff',
    name: 'staff',
    component: () => import('./StaffPage.vue'),
    meta: { title: 'staff.title', permission: 'staff_read', menu: { heading: 'records', position: 3 } },
  },
  {
    path: '/staff/:staff/sessions',
    name: 'staff-sessions',
    component: () => import('./StaffSessionsPage.vue'),
    meta: { title: 'staff.sessions', permission: 'staff_write' },
  },
] satisfies RouteRecordRaw[]
