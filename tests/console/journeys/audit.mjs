// What an auditor asks of the books: what an entry of the log changed, and whether anything was changed behind it. The
// chains of ledger and log are read from end to end by a job that the auditor leaves meanwhile, and what the page says then
// is what the server found.
import { inspect, pageOf, photograph, settle, visit } from '../browser.mjs'
import { asStaff, run, until } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const person = `auditor${run}`
const counts = ['entries', 'sheets', 'movements', 'seals', 'commissions']

const newestOf = async () => (await asStaff(person, 'GET', '/admin/v1/jobs?kind=verification&limit=1')).items[0]

async function changedProduct() {
  const operator = `operator${run}`
  const made = await asStaff(operator, 'POST', '/admin/v1/products', { name: `样茶${run}`, summary: '', freight_fen: 800, state: 'draft' })
  const { id, version } = made
  return asStaff(operator, 'PUT', `/admin/v1/products/${id}`, { name: `样茶${run}`, summary: '春茶', freight_fen: 1250, state: 'draft', version })
}

const cellsOf = async (row) => (await row.locator('th, td').allTextContents()).map((text) => text.trim())

export default async function audit() {
  const page = await pageOf(person)
  await step('an entry says field by field what was before and is after', async () => {
    const { id } = await changedProduct()
    await visit(page, `/audit-log?object=product:${id}`)
    await Promise.all([page.waitForURL(/\/audit-log\/\d+$/), page.locator('tbody tr').first().locator('a').first().click()])
    await settle(page)
    const rows = await Promise.all((await page.locator('[data-changes] tbody tr').all()).map(cellsOf))
    const fields = Object.fromEntries(rows.map(([field, before, after]) => [field, `${before} ${after}`]))
    check(fields.freight_fen === '¥ 8.00 ¥ 12.50' && fields.summary?.endsWith('春茶') && !('name' in fields), JSON.stringify(rows))
    await inspect(page, 'audit-entry')
    await photograph(page, 'audit-entry')
  })
  await step('an auditor starts it, and leaves', async () => {
    await visit(page, '/verifications')
    await Promise.all([
      page.waitForResponse((reply) => reply.url().endsWith('/admin/v1/verifications') && reply.status() === 201),
      page.click('[data-start]'),
    ])
    await visit(page, '/audit-log')
  })
  await step('everything was read, nothing was changed, and the page says so', async () => {
    const { state, result, started_by_name: starter } = await until(newestOf, (job) => !['queued', 'running'].includes(job?.state))
    check(state === 'finished' && result.fault === null, `${state}: ${JSON.stringify(result)}`)
    // A seal is made each minute: a system of this minute has none.
    check(counts.every((count) => count === 'seals' || result[count] > 0), `something was not read: ${JSON.stringify(result)}`)
    await visit(page, '/verifications')
    await settle(page)
    const cells = (await page.locator('tbody tr').first().locator('td').allTextContents()).map((text) => text.trim())
    check(cells[0].endsWith(starter) && cells[1] === '完好', `${cells}`)
    check(JSON.stringify(cells.slice(2, 2 + counts.length)) === JSON.stringify(counts.map((count) => String(result[count]))), `${cells} for ${JSON.stringify(result)}`)
  })
}
