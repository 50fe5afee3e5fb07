import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/audit-log',
    name: 'audit-log',
    component: () => import('./AuditPage.vue'),
    meta: { title: 'audit.title', permission: 'audit_read', menu: { heading: 'records', position: 1 } },
  },
  {
    path: '/audit-log/:entry',
    name: 'audit-entry',
    component: () => import('./AuditEntryPage.vue'),
    meta: { title: 'audit.entry', permission: 'audit_texts_read' },
  },
  {
    path: '/jobs',
    name: 'jobs',
    component: () => import('./JobsPage.vue'),
    meta: { title: 'audit.jobs', permission: 'jobs_read', menu: { heading: 'records', position: 2 } },
  },
  {
    path: '/verifications',
    name: 'verifications',
    component: () => import('./VerificationPage.vue'),
    meta: { title: 'audit.verification', permission: 'ledger_read', menu: { heading: 'records', position: 3 } },
  },
] satisfies RouteRecordRaw[]
