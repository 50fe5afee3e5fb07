// What can be said of a page at a glance: that its texts are there and fit the screen.
import { nounsOfTexts } from './pages.mjs'
import { trouble } from './troubles.mjs'

// Runs in the page.
function read(nouns) {
  const main = document.querySelector('main')
  const body = document.body.innerText
  const widest = [...document.querySelectorAll('main *')].filter((part) => part.getBoundingClientRect().right > innerWidth && !part.closest('.scroll'))
  const words = document.querySelector('.bar').innerText + main.innerText
  const key = new RegExp(`(^|[^\\w./])((${nouns.join('|')})\\.[a-z]\\w*)(?![\\w.])`, 'g')
  const codes = [...main.querySelectorAll('.code')].map((part) => part.innerText) // of refusals, to be quoted
  return {
    title: document.querySelector('.bar strong')?.innerText ?? '',
    problem: document.querySelector('.problem')?.innerText ?? null,
    missing: [...words.matchAll(key)].map((found) => found[2]).find((word) => !codes.some((code) => code.includes(word))) ?? null,
    nonsense: /undefined|\bNaN\b|\[object |Invalid Date/.exec(body)?.[0] ?? null,
    tooWide: document.documentElement.scrollWidth - innerWidth,
    widest: widest.slice(0, 3).map((part) => `${part.tagName.toLowerCase()}.${part.className}`),
    controls: new Set([...main.querySelectorAll('button, input, select, textarea')].map((part) => part.ariaLabel ?? part.name ?? part.innerText)).size,
    links: [...main.querySelectorAll('a[href^="/console/"]')].map((link) => link.getAttribute('href').slice('/console'.length)),
  }
}

// The audit log names deeds by codes that look like texts that are missing.
export const glance = (page, address) => page.evaluate(read, nounsOfTexts.filter((noun) => !address.startsWith('/audit-log') || noun === 'audit'))

export function judge(seen, what) {
  if (seen.title === '') trouble(`${what} has no title`)
  if (seen.problem !== null) trouble(`${what} shows a problem: ${seen.problem}`)
  if (seen.missing !== null) trouble(`${what} has no text for ${seen.missing}`)
  if (seen.nonsense !== null) trouble(`${what} shows "${seen.nonsense}"`)
  if (seen.tooWide > 0) trouble(`${what} is ${seen.tooWide} pixels too wide: ${seen.widest}`)
}
