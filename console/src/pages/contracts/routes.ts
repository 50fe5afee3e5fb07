import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/contracts',
    name: 'contracts',
    component: () => import('./ContractPage.vue'),
    meta: { title: 'contract.title', permission: 'contracts_read', menu: { heading: 'people', position: 10 } },
  },
] satisfies RouteRecordRaw[]
