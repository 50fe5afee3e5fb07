// A rule as a sentence, in the language of the page; the names behind its ids are asked for once.
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { get } from '@/api/client'
import type { Schema } from '@/api/types'
import { percentOf } from '@/pages/commissions/commissions'
import { findDealer } from '@/pages/dealers/dealers'
import { yuanOf } from '@/parts/money'
import { shownTime } from '@/parts/time'

export type RuleWanted = Schema<'CommissionRuleRequest'>
export type Rule = Schema<'CommissionRule'>

export function useRuleWords() {
  const { t } = useI18n()
  const names = ref(new Map<string, string>())
  const nameOf = (id: string) => names.value.get(id) ?? id

  async function learnProduct(product: string): Promise<void> {
    const found = await get('/admin/v1/products/{product}', { path: { product } })
    names.value.set(product, found.name)
    for (const sku of found.skus) names.value.set(sku.id, `${found.name} ${sku.name}`)
  }

  async function learn(rules: readonly (Rule | RuleWanted)[]): Promise<void> {
    const categories = rules.some((rule) => rule.category_id) ? (await get('/admin/v1/categories')).items : []
    for (const category of categories) names.value.set(`category ${category.id}`, category.name)
    for (const { dealer, product } of rules) {
      if (dealer && !names.value.has(dealer)) names.value.set(dealer, (await findDealer(dealer)).name)
      if (product && !names.value.has(product)) await learnProduct(product)
    }
  }

  function scopeOf(rule: Rule | RuleWanted): string {
    const words: string[] = []
    if (rule.dealer) words.push(t('plan.inDealer', { name: nameOf(rule.dealer) }))
    if (rule.sku) words.push(t('plan.inSku', { name: nameOf(rule.sku) }))
    if (rule.product) words.push(t('plan.inProduct', { name: nameOf(rule.product) }))
    if (rule.category_id) words.push(t('plan.inCategory', { name: nameOf(`category ${rule.category_id}`) }))
    if (rule.tier_id) words.push(t('plan.inTier', { name: rule.tier_id }))
    if (rule.channel) words.push(t('plan.inChannel', { name: t(`order.c_${rule.channel}`) }))
    return words.length === 0 ? t('plan.whole') : t('plan.for', { scope: words.join(t('plan.and')) })
  }

  function shareOf(rule: Rule | RuleWanted): string {
    const level = rule.level
    if (rule.kind === 'fixed') return t('plan.w_fixed', { level, sum: yuanOf(rule.per_unit_fen ?? 0) })
    if (rule.kind !== 'ladder') return t(`plan.w_${rule.kind}`, { level, rate: percentOf(rule.rate_ppm ?? 0) })
    const steps = (rule.steps ?? []).map((step) => t('plan.step', { from: yuanOf(step.from_fen), rate: percentOf(step.rate_ppm) }))
    return t('plan.w_ladder', { level, steps: steps.join(t('plan.and')) })
  }

  function sentenceOf(rule: Rule | RuleWanted): string {
    const from = rule.valid_from ? t('plan.from', { time: shownTime(rule.valid_from) }) : ''
    const until = rule.valid_until ? t('plan.until', { time: shownTime(rule.valid_until) }) : ''
    return `${scopeOf(rule)}${t('plan.colon')}${shareOf(rule)}${from}${until}`
  }

  return { learn, learnProduct, sentenceOf, nameOf, names }
}
