import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { title: 'session.signIn', permission: 'own_session', isOpen: true },
  },
  {
    path: '/account',
    name: 'account',
    component: () => import('./AccountPage.vue'),
    meta: { title: 'session.account', permission: 'own_session' },
  },
  {
    path: '/enrolment',
    name: 'enrolment',
    component: () => import('./EnrolPage.vue'),
    meta: { title: 'session.enrol', permission: 'own_session', isBare: true },
  },
] satisfies RouteRecordRaw[]
