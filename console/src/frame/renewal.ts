// After an update the server has other files than those that an open tab knows: where one is missing, the page that was
// wanted is loaded anew, whole, and once. Where the server cannot be reached the tab stays as it is.
import { ElMessage } from 'element-plus'
import type { Router } from 'vue-router'
import { texts } from '@/texts/texts'

const memory = 'fenrun.loadedAnew'
const missing = new WeakSet<object>()

window.addEventListener('vite:preloadError', (event) => missing.add(event.payload))

async function isReachable(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { cache: 'no-store' })).ok
  } catch {
    return false
  }
}

async function loadAnew(address: string): Promise<void> {
  const say = (text: string) => ElMessage.error(texts.global.t(text))
  if (!(await isReachable(address))) return void say('parts.unreachable')
  if (sessionStorage.getItem(memory) === address) return void say('frame.missing')
  sessionStorage.setItem(memory, address)
  location.assign(address)
}

export function renewStale(router: Router): void {
  router.afterEach((_to, _from, failure) => {
    if (failure === undefined) sessionStorage.removeItem(memory)
  })
  router.onError((failure: unknown, to) => {
    if (failure instanceof Error && missing.has(failure)) void loadAnew(router.resolve(to.fullPath).href)
    else console.error(failure)
  })
}
