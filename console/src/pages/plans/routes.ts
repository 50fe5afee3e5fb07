import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/commission-plans',
    name: 'plans',
    component: () => import('./PlanListPage.vue'),
    meta: { title: 'plan.title', permission: 'commission_plans_read', menu: { heading: 'trade', position: 9 } },
  },
  {
    path: '/commission-plans/:plan',
    name: 'plan',
    component: () => import('./PlanPage.vue'),
    meta: { title: 'plan.one', permission: 'commission_plans_read' },
  },
  {
    path: '/commission-plan-draft',
    name: 'plan-draft',
    component: () => import('./PlanDraftPage.vue'),
    meta: { title: 'plan.draftNew', permission: 'commission_plans_draft' },
  },
  {
    path: '/commission-simulations/:simulation',
    name: 'simulation',
    component: () => import('./SimulationPage.vue'),
    meta: { title: 'plan.simulation', permission: 'commission_plans_read' },
  },
] satisfies RouteRecordRaw[]
