// Lighthouse's opinion of every page of the menu, for whoever sees most of it. Not among the journeys that are always
// played: axe, which is behind most of its audits, is asked on every page there.
import { pageOf, visit } from '../browser.mjs'
import { routes } from '../pages.mjs'
import { base, run, sessionOf } from '../people.mjs'
import { step, trouble } from '../troubles.mjs'
import { openLighthouse } from '../../lighthouse/score.mjs'

const least = 0.95

export default async function lighthouse() {
  // What is scored is a console that works: the run's own browser sees it first, and its replies are judged. Not the
  // overview, which has no forecast in a system's first minute.
  await step('the console is there', async () => visit(await pageOf(`finance${run}`), '/withdrawals'))
  const seen = new Map() // path -> the score
  for (const role of ['finance', 'operator', 'admin', 'auditor']) {
    const { permissions, cookie } = await sessionOf(`${role}${run}`)
    const mine = routes.filter(({ path, menu, permission }) => menu !== undefined && permissions.includes(permission) && !seen.has(path))
    await step(`the pages of ${role}`, async () => {
      const browser = await openLighthouse({ width: 1440, cookie: { name: '__Host-fenrun', value: cookie, url: base, secure: true, httpOnly: true } })
      for (const { path } of mine) {
        const { score, failed } = await browser.score(`${base}/console${path}`)
        seen.set(path, score)
        console.log(`            ${score.toFixed(2)}  ${path} ${failed}`)
        if (score < least) trouble(`Lighthouse gives ${path} ${score} for ${failed}`)
      }
      await browser.end()
    })
  }
  const scores = [...seen.values()]
  console.log(`            ${scores.length} pages, the least ${Math.min(...scores)}`)
}
