// A rule while it is typed, and the rule that it comes to.
import { ppmOf } from '@/pages/commissions/commissions'
import { fenOf } from '@/parts/money'
import type { RuleWanted } from './useRuleWords'

export const kinds = ['rate', 'fixed', 'profit', 'ladder', 'differential'] as const satisfies readonly RuleWanted['kind'][]
export const channels = ['mini_program', 'push', 'import'] as const

export interface TypedRule {
  key: number
  level: number
  kind: RuleWanted['kind']
  rate: string
  perUnit: string
  steps: string
  dealers: string[]
  product: string
  category: string
  channel: '' | (typeof channels)[number]
}

let lastKey = 0
export const emptyRule = (level = 1): TypedRule => ({
  key: (lastKey += 1),
  level,
  kind: 'rate',
  rate: '',
  perUnit: '',
  steps: '',
  dealers: [],
  product: '',
  category: '',
  channel: '',
})

type Share = Pick<RuleWanted, 'rate_ppm' | 'per_unit_fen' | 'steps'>

function stepsOf(text: string): Share['steps'] | null {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/)).filter((words) => words[0] !== '')
  const steps = lines.map((words) => ({ from_fen: fenOf(words[0] ?? ''), rate_ppm: ppmOf(words[1] ?? '') }))
  if (steps.length === 0 || steps.some((step) => step.from_fen === null || step.rate_ppm === null)) return null
  return steps as NonNullable<Share['steps']>
}

function shareOf(typed: TypedRule): Share | null {
  if (typed.kind === 'fixed') {
    const per_unit_fen = fenOf(typed.perUnit)
    return per_unit_fen === null ? null : { per_unit_fen }
  }
  if (typed.kind === 'ladder') {
    const steps = stepsOf(typed.steps)
    return steps ? { steps } : null
  }
  const rate_ppm = ppmOf(typed.rate)
  return rate_ppm === null ? null : { rate_ppm }
}

// null: not typed to the end.
export function ruleOf(typed: TypedRule): RuleWanted | null {
  const share = shareOf(typed)
  if (share === null) return null
  return {
    level: typed.level,
    kind: typed.kind,
    ...share,
    ...(typed.dealers[0] ? { dealer: typed.dealers[0] } : {}),
    ...(typed.product ? { product: typed.product } : {}),
    ...(typed.category ? { category_id: typed.category } : {}),
    ...(typed.channel ? { channel: typed.channel } : {}),
  }
}

// Rules of one level and one scope: which of them would apply?
export const scopeOf = (typed: TypedRule) => [typed.level, typed.dealers[0], typed.product, typed.category, typed.channel].join(' ')
