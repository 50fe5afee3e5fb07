// Two people of finance approve a thousand withdrawals in one go each: previewed whole, confirmed by one-time code, decided
// on the server while nobody has the page open, shown row by row; and the payout worker sends them all.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pageOf, photograph, settle, visit } from '../browser.mjs'
import { asStaff, codeOf, control, run, until } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const count = 1000

async function fillQueue() {
  const { stdout } = await promisify(execFile)(process.env.FENRUN_HISTORY, [process.env.FENRUN_CONFIG, '--queue', String(count)])
  const [, made, fen] = /^(\d+) withdrawals of (\d+) fen/.exec(stdout)
  check(Number(made) === count && Number(fen) >= 100 * count, stdout)
}

const number = async (locator) => Number((await locator.innerText()).replace(/\D/g, ''))

// All of a state as one set, whose page is left as soon as it runs. Answers the set's id.
async function approveAll(name, state) {
  const page = await pageOf(name)
  await visit(page, `/withdrawals?state=${state}`)
  await page.getByText('本状态全部').click()
  await page.click('[data-action=approve]')
  await page.waitForSelector('[data-run]')
  await settle(page)
  const [set] = /[0-9A-Z]{26}$/.exec(new URL(page.url()).pathname)
  check((await number(page.locator('[data-summary] dd').first())) >= count, `the set is of ${await page.locator('[data-summary]').innerText()}`)
  await photograph(page, `thousand-${state}`)
  await page.click('[data-run]')
  // So large a sum is typed again by hand.
  const { sum_fen: fen } = await asStaff(name, 'GET', `/admin/v1/withdrawal-sets/${set}`)
  await page.fill('input[name=sum]', (fen / 100).toFixed(2))
  await page.fill('input[name=totp]', await codeOf(name))
  await page.keyboard.press('Enter')
  await page.getByRole('progressbar').waitFor()
  await page.context().close()
  return set
}

// Whoever comes back sees how far it is, and in the end each row.
async function watchIt(name, set) {
  const page = await pageOf(name)
  await visit(page, `/withdrawal-sets/${set}`)
  await page.waitForSelector('[aria-valuenow="100"]')
  await settle(page)
  await photograph(page, 'thousand-done')
  const { count: decided } = await asStaff(name, 'GET', `/admin/v1/withdrawal-sets/${set}`)
  let done = 0
  for (let cursor = ''; cursor !== null; ) {
    const rows = await asStaff(name, 'GET', `/admin/v1/withdrawal-sets/${set}/rows?outcome=done&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    done += rows.items.length
    cursor = rows.next_cursor
  }
  check(done === decided && done >= count, `${done} of ${decided} are done`)
}

export default async function thousand() {
  const [finance, second] = [`finance${run}`, `second${run}`]
  await step('there is money for all of them', () => control('pay/funds', { account: 'OPERATION', amount: 100_000_000 }))
  await step(`${count} dealers earn and ask for all of it`, fillQueue)
  await step('one of finance approves all that was asked for', async () => watchIt(finance, await approveAll(finance, 'requested')))
  await step('a second one approves all that waits for one', async () => watchIt(second, await approveAll(second, 'approved_1')))
  await step('the worker sends them all', async () => {
    await until(() => asStaff(finance, 'GET', '/admin/v1/withdrawals?state=approved&limit=1'), ({ items }) => items.length === 0)
    const { total } = await asStaff(finance, 'GET', '/admin/v1/withdrawals?state=paying&limit=1&count=exact')
    check(total.count >= count, `${total.count} are being paid`)
  })
}
