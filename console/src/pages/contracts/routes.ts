import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/contracts',
    name: 'contracts',
    component: () => import('./ContractPage.vue'),
    meta: { title: 'contract.title', permission: 'contracts_read', menu: { heading: 'people', position: 10 } },
  },
  {
    path: '/contracts/new',
    name: 'contract-new',
    component: () => import('./PublishPage.vue'),
    meta: { title: 'contract.publish', permission: 'contracts_publish' },
  },
] satisfies RouteRecordRaw[]
