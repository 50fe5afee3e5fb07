import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/audit-log',
    name: 'audit-log',
    component: () => import('./AuditPage.vue'),
    meta: { title: 'audit.title', permission: 'audit_read', menu: { heading: 'records', position: 1 } },
  },
  {
    path: '/jobs',
    name: 'jobs',
    component: () => import('./JobsPage.vue'),
    meta: { title: 'audit.jobs', permission: 'jobs_read', menu: { heading: 'records', position: 2 } },
  },
] satisfies RouteRecordRaw[]
