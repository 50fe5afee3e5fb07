// One thing that is done by the server, never twice at once: whether it runs, and the problem it ended with.
import { ref, type Ref } from 'vue'
import { ApiProblem } from '@/api/problem'

export interface Task {
  isBusy: Ref<boolean>
  problem: Ref<ApiProblem | null>
  run<T>(work: () => Promise<T>): Promise<T | undefined>
}

export function useTask(): Task {
  const isBusy = ref(false)
  const problem = ref<ApiProblem | null>(null)
  async function run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (isBusy.value) return undefined
    isBusy.value = true
    problem.value = null
    try {
      return await work()
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure
      problem.value = failure
      return undefined
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, problem, run }
}
