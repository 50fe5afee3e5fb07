// What is asked of the server to be shown. Whoever asks again meanwhile means the new question: of several answers the one
// that was asked for last is shown, whichever comes first.
import { ref, type Ref } from 'vue'
import { ApiProblem } from '@/api/problem'

export interface Latest {
  isBusy: Ref<boolean>
  problem: Ref<ApiProblem | null>
  run<T>(ask: () => Promise<T>, show: (answer: T) => void): Promise<void>
}

export function useLatest(): Latest {
  const isBusy = ref(false)
  const problem = ref<ApiProblem | null>(null)
  let last = 0
  async function run<T>(ask: () => Promise<T>, show: (answer: T) => void): Promise<void> {
    const own = ++last
    isBusy.value = true
    problem.value = null
    try {
      const answer = await ask()
      if (own === last) show(answer)
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure
      if (own === last) problem.value = failure
    } finally {
      if (own === last) isBusy.value = false
    }
  }
  return { isBusy, problem, run }
}
