// A list of the server's, page by page. Filters and cursor stand in the address bar, so that an address can be sent to a
// colleague and "back" goes back.
import { computed, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Page, Schema } from '@/api/types'
import { usePreferences } from '@/frame/preferences'
import { useLatest } from './useLatest'

// `counts`: the server is asked how many rows the filter has, and what they add up to; not again while one only turns pages.
export function useList<T>(
  filterNames: readonly string[],
  fetchPage: (query: Record<string, string>) => Promise<Page<T>>,
  options: { counts?: boolean } = {},
) {
  const route = useRoute()
  const router = useRouter()
  const preferences = usePreferences()
  const own = route.path
  const items = ref([]) as Ref<T[]>
  const next = ref<string | null>(null)
  const total = ref<Schema<'ListTotal'> | null>(null)
  const latest = useLatest()

  const word = (name: string) => (typeof route.query[name] === 'string' ? (route.query[name] as string) : '')
  const filters = computed(() => Object.fromEntries(filterNames.map((name) => [name, word(name)])))
  const depth = ref(0)

  function show(page: Page<T>): void {
    items.value = page.items
    next.value = page.next_cursor
  }

  const query = () => ({ limit: '50', cursor: word('cursor'), ...filters.value })
  const fetch = () => latest.run(() => fetchPage(query()), show)

  // Asked for apart from the page: rows are shown however long the counting takes, and without it where it fails.
  const counting = useLatest()
  let counted = ''
  function count(isAgain = false): void {
    const filter = JSON.stringify(filters.value)
    if (options.counts !== true || (filter === counted && word('cursor') !== '' && !isAgain)) return
    if (filter !== counted) total.value = null
    counted = filter
    void counting.run(
      () => fetchPage({ limit: '1', count: 'exact', ...filters.value }),
      (page) => (total.value = page.total ?? null),
    )
  }

  // Anew, whatever is shown.
  function load(): Promise<void> {
    count(true)
    return fetch()
  }

  const others = () => Object.fromEntries(Object.entries(route.query).filter(([name]) => name !== 'cursor'))
  const setFilter = (name: string, value: string | undefined | null) =>
    router.push({ query: { ...others(), [name]: value ? value : undefined } })
  const goOn = () => router.push({ query: { ...others(), cursor: next.value }, state: { depth: depth.value + 1 } })
  const goBack = () => router.back()
  const goFirst = () => router.push({ query: others() })

  // Rows of another query do not stand under this one.
  let shown = ''
  watch(
    () => route.fullPath,
    () => {
      if (route.path !== own) return
      depth.value = Number(history.state?.depth ?? 0)
      const asked = JSON.stringify(query())
      if (asked !== shown) show({ items: [], next_cursor: null })
      shown = asked
      void fetch()
      count()
    },
    { immediate: true },
  )
  watch(() => preferences.language, () => void fetch())

  const isFirst = computed(() => word('cursor') === '')
  return { items, next, total, filters, setFilter, goOn, goBack, goFirst, isFirst, depth, load, isBusy: latest.isBusy, problem: latest.problem }
}
