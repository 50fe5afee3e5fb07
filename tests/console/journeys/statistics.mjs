// Figures over time: what the page says is what the API says, by dealer too, and the same as a file; what was asked
// stands in the address bar and comes back with it.
import { go, pageOf, settle, visit } from '../browser.mjs'
import { openChoices, pick, problemOf } from '../dialogs.mjs'
import { asStaff, run, until } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const person = `finance${run}`
const yuan = (fen) => (fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })
const textsOf = (locator) => locator.evaluateAll((cells) => cells.map((cell) => cell.textContent.trim()))

// What the keeper has drawn by its next round, a minute away at most: the story's own sale is in it.
async function drawnFigures(query) {
  const ask = () => asStaff(person, 'GET', `/admin/v1/statistics/sales?${query}`)
  for (let halfMinutes = 0; halfMinutes < 3; halfMinutes += 1) {
    try {
      return await until(ask, ({ sums }) => sums.items > 0 && sums.reductions > 0)
    } catch (late) {
      if (halfMinutes === 2) throw late
    }
  }
}

const spanOf = (page) => new URLSearchParams(new URL(page.url()).search)

export default async function statistics() {
  const page = await pageOf(person, { expected: [400] })
  await step('the tiles say what was paid and given back', async () => {
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const { sums } = await drawnFigures(`from=${day}&to=${day}`)
    await visit(page, `/statistics?from=${day}&to=${day}`)
    const tiles = await textsOf(page.locator('.tile dd'))
    const wanted = [String(sums.items), yuan(sums.gross_fen), yuan(sums.reduced_fen), yuan(sums.net_fen)]
    check(JSON.stringify(tiles) === JSON.stringify(wanted), `${tiles} for ${wanted}`)
  })
  await step('by dealer: a row for each, which leads to the dealer, and together they are the total', async () => {
    await pick(page, await openChoices(page, '分组'), '经销商')
    check(spanOf(page).get('by') === 'dealer', page.url())
    const { groups, sums } = await asStaff(person, 'GET', `/admin/v1/statistics/sales?${spanOf(page)}`)
    check(groups.reduce((sum, group) => sum + group.sums.net_fen, 0) === sums.net_fen, 'groups are not the total')
    const most = groups.find(({ id }) => id !== null)
    await page.locator('section', { has: page.locator('h2', { hasText: '排行' }) }).locator('summary').click()
    const row = page.locator('tbody tr', { has: page.locator('a') }).filter({ hasText: most.name }).first()
    check((await row.innerText()).includes(yuan(most.sums.net_fen)), await row.innerText())
    await row.locator('a').click()
    await settle(page)
    check(page.url().includes(`/dealers/${most.id}`), page.url())
    await page.goBack()
    await settle(page)
    check(spanOf(page).get('by') === 'dealer', `what was asked came back: ${page.url()}`)
  })
  await step('the same as a file, named after what is in it', async () => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'XLSX' }).click()])
    const { from, to } = Object.fromEntries(spanOf(page))
    check(file.suggestedFilename() === `sales-${from}-${to}.xlsx`, file.suggestedFilename())
  })
  await step('days in the wrong order are refused in words', async () => {
    await go(page, '/statistics?from=2026-11-02&to=2026-11-01')
    check((await problemOf(page)).includes('statistics.span_invalid'), await problemOf(page))
  })
}
