// Goes nowhere before it is known who is signed in; remembers where somebody wanted to go.
import { createRouter, createWebHistory } from 'vue-router'
import { caller } from '@/api/client'
import { texts } from '@/texts/texts'
import { renewStale } from './renewal'
import { pages } from './routes'
import { useSession } from './session'

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    ...pages,
    { path: '/', redirect: '/overview' },
    {
      path: '/:rest(.*)*',
      name: 'nowhere',
      component: () => import('./NowherePage.vue'),
      meta: { title: 'frame.nowhere', permission: 'own_session' },
    },
  ],
})

router.beforeEach(async (to) => {
  const session = useSession()
  await session.recall()
  if (session.problem !== null) return false
  if (to.meta.isOpen) return session.staff === null || '/'
  if (session.staff === null) return { name: 'sign-in', query: { next: to.fullPath } }
  // Whoever has not enrolled may do nothing else.
  if (!session.isEnrolled) return to.name === 'enrolment' ? true : { name: 'enrolment' }
  if (to.name === 'enrolment') return '/'
  if (session.may(to.meta.permission)) return true
  return to.path === '/overview' ? { name: 'account' } : { name: 'nowhere', params: { rest: ['403'] } }
})

router.afterEach((to) => {
  document.title = `${texts.global.t(to.meta.title)} · ${texts.global.t('frame.product')}`
})

renewStale(router)

caller.onSignedOut = () => {
  const session = useSession()
  if (session.staff === null) return
  session.forget()
  // In the place of the page, so that "back" does not lead from the page to the sign-in before it.
  void router.replace({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath } })
}
