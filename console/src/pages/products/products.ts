// What pages about products share: states with their colours, categories by id.
import { computed, ref } from 'vue'
import { get } from '@/api/client'
import type { Schema } from '@/api/types'

export type Product = Schema<'Product'>
export type Sku = Schema<'Sku'>
export const states = ['draft', 'active', 'archived'] as const satisfies readonly Product['state'][]

export const kindOfState = (state: Product['state']) =>
  (({ draft: 'waiting', active: 'fine', archived: 'plain' }) as const)[state]

export function useCategories() {
  const categories = ref<Schema<'Category'>[]>([])
  const load = async () => {
    categories.value = (await get('/admin/v1/categories')).items
  }
  const choices = computed(() => categories.value.map((category) => ({ value: category.id, label: category.name })))
  const nameOf = (id: string | null) => categories.value.find((category) => category.id === id)?.name ?? ''
  return { categories, choices, nameOf, load }
}
