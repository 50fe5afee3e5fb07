// The branch of a dealer, or of the producer, read from the server as far as it is opened: one flat list of what shows.
import { computed, reactive } from 'vue'
import { get } from '@/api/client'
import type { Dealer } from './dealers'

interface Branch {
  children: Dealer[]
  next: string | null
  isOpen: boolean
}

export type TreeRow =
  | { kind: 'dealer'; key: string; dealer: Dealer; depth: number; isOpen: boolean }
  | { kind: 'more'; key: string; below: string; depth: number }

export const producer = ''

// `top` is the id of whoever the tree starts below; empty: the producer.
export function useTree() {
  const branches = reactive(new Map<string, Branch>())

  async function fetchMore(below: string): Promise<void> {
    const branch = branches.get(below) ?? { children: [], next: null, isOpen: true }
    const whose = below === producer ? { level: 1 } : { parent: below }
    const cursor = branch.next === null ? {} : { cursor: branch.next }
    const page = await get('/admin/v1/dealers', { query: { limit: 50, ...whose, ...cursor } })
    branches.set(below, { children: [...branch.children, ...page.items], next: page.next_cursor, isOpen: true })
  }

  async function open(below: string): Promise<void> {
    const branch = branches.get(below)
    if (branch) branch.isOpen = true
    else await fetchMore(below)
  }

  function close(below: string): void {
    const branch = branches.get(below)
    if (branch) branch.isOpen = false
  }

  function rowsBelow(below: string, depth: number): TreeRow[] {
    const branch = branches.get(below)
    if (!branch?.isOpen) return []
    const rows = branch.children.flatMap((dealer): TreeRow[] => {
      const isOpen = branches.get(dealer.id)?.isOpen ?? false
      return [{ kind: 'dealer', key: dealer.id, dealer, depth, isOpen }, ...rowsBelow(dealer.id, depth + 1)]
    })
    if (branch.next !== null) rows.push({ kind: 'more', key: `more ${below}`, below, depth })
    return rows
  }

  const rowsOf = (top: string) => computed(() => rowsBelow(top, 1))
  const isLeaf = (dealer: Dealer) => dealer.level === 3 || branches.get(dealer.id)?.children.length === 0
  return { rowsOf, open, close, fetchMore, isLeaf }
}
