// One thing of the server's that a page shows. What the address names in its path stays while a page lives; what it names
// in its query is `about`: when that changes, nothing old stands under the new address. Asked for again in another language.
import { ref, watch, type Ref } from 'vue'
import { usePreferences } from '@/frame/preferences'
import { useLatest } from './useLatest'

export function useRecord<T>(ask: () => Promise<T>, about: () => unknown = () => null) {
  const preferences = usePreferences()
  const latest = useLatest()
  const record = ref(null) as Ref<T | null>
  const load = () => latest.run(ask, (answer) => (record.value = answer))

  watch(
    about,
    () => {
      record.value = null
      void load()
    },
    { immediate: true },
  )
  watch(() => preferences.language, () => void load())
  return { record, load, isBusy: latest.isBusy, problem: latest.problem }
}
