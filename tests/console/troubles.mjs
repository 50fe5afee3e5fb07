// What went wrong, and where: a journey is cut into steps, each printed with its seconds. A step that fails says what was
// seen and leaves a picture of every open page.
import { mkdirSync } from 'node:fs'

const pictures = process.env.FENRUN_SHOTS ?? process.env.FENRUN_FAILURES
const troubles = new Map() // text -> the step in which it was first seen
const pages = new Set()
const begun = Date.now()
let current = ''
let pictureCount = 0

export const watchPage = (page) => {
  pages.add(page)
  page.on('close', () => pages.delete(page))
}

// Goes on, so that one run shows all there is.
export function trouble(text) {
  if (troubles.has(text)) return
  troubles.set(text, current)
  console.error(`      WRONG in "${current}": ${text}`)
}

export function check(isTrue, text) {
  if (!isTrue) throw new Error(text)
}

const secondsSince = (time) => ((Date.now() - time) / 1000).toFixed(1)

async function describe(page) {
  const text = await page.locator('body').innerText({ timeout: 2000 }).catch(() => '(nothing)')
  console.error(`      ${page.url()} shows: ${text.replace(/\s+/g, ' ').slice(0, 1200)}`)
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  const path = `${pictures}/failed-${(pictureCount += 1)}.png`
  await page.screenshot({ path, fullPage: true, timeout: 5000 }).then(() => console.error(`      a picture of it: ${path}`), () => {})
}

// step TEXT WORK: what went wrong ends the journey, after its last step of tidying up.
export async function step(text, work) {
  current = text
  const started = Date.now()
  try {
    const result = await work()
    console.log(`   ${secondsSince(begun).padStart(6)} s  ${text} (${secondsSince(started)} s)`)
    return result
  } catch (error) {
    trouble(error.message)
    for (const page of pages) await describe(page)
    throw error
  }
}

// Each journey stands by itself: one that fails does not keep the others from being seen.
export async function play(name, journey) {
  console.log(`   -- ${name}`)
  const started = Date.now()
  await journey().catch((error) => {
    trouble(error.message)
    console.error(error.stack.split('\n').slice(0, 6).join('\n'))
  })
  for (const page of pages) await page.context().close()
  console.log(`   -- ${name}: ${secondsSince(started)} s`)
}

export const report = () => {
  for (const [text, where] of troubles) console.error(`WRONG in "${where}": ${text}`)
  return troubles.size
}
