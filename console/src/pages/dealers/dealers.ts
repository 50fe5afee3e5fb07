// What pages about dealers share: states with their colours, tiers by language, names behind ids, the way up.
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { get } from '@/api/client'
import type { Schema } from '@/api/types'
import { usePreferences } from '@/frame/preferences'

export type Dealer = Schema<'Dealer'>
export const states = ['active', 'suspended', 'ended'] as const satisfies readonly Dealer['state'][]

export const kindOfState = (state: Dealer['state']) =>
  (({ active: 'fine', suspended: 'waiting', ended: 'plain' }) as const)[state]

export function useTiers() {
  const preferences = usePreferences()
  const tiers = ref<Schema<'Tier'>[]>([])
  const nameOf = (tier: Schema<'Tier'>) => (preferences.language === 'en' ? tier.name_en : tier.name_zh)
  const load = async () => {
    tiers.value = (await get('/admin/v1/tiers')).items
  }
  const choices = computed(() => tiers.value.map((tier) => ({ value: tier.code, label: nameOf(tier) })))
  return { tiers, choices, nameOf, load }
}

export function useLevels() {
  const { t } = useI18n()
  const nameOf = (level: number) => (level >= 1 && level <= 3 ? t(`dealer.level${level}`) : String(level))
  const choices = computed(() => [1, 2, 3].map((level) => ({ value: String(level), label: nameOf(level) })))
  return { nameOf, choices }
}

export const findDealer = (dealer: string) => get('/admin/v1/dealers/{dealer}', { path: { dealer } })

// From the producer down to the dealer themself.
export async function pathTo(dealer: Dealer): Promise<Dealer[]> {
  const path = [dealer]
  for (let above = dealer.parent_id; above !== null && path.length <= 3; above = path[0]?.parent_id ?? null) {
    path.unshift(await findDealer(above))
  }
  return path
}

// Names of dealers that rows know by their ids alone.
export function useNames() {
  const names = ref(new Map<string, string>())
  async function learn(ids: (string | null)[]): Promise<void> {
    for (const id of new Set(ids)) {
      if (id === null || names.value.has(id)) continue
      names.value.set(id, (await findDealer(id)).name)
    }
  }
  return { learn, nameOf: (id: string) => names.value.get(id) ?? id }
}

// What goes between a dealer and the company, as statements count it.
export const flows = ['earned', 'clawed_back', 'withdrawn', 'tax', 'written_off'] as const
