// The pages of money, each looked at once by finance in Chinese at 1440 pixels, and by another in English at 1024; what an
// auditor reads; what an operator does not see.
import { inspect, pageOf, photograph, visit } from '../browser.mjs'
import { glance, judge } from '../glance.mjs'
import { asStaff, run } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const finance = `finance${run}`

// A dealer with a ledger, the newest withdrawal and the newest day, to see what there is of each.
async function pathsOfMoney() {
  const { items: paid } = await asStaff(finance, 'GET', '/admin/v1/withdrawals?state=paid&limit=1')
  const { items: days } = await asStaff(finance, 'GET', '/admin/v1/reconciliations?limit=1')
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
  const [{ id, dealer }] = paid
  return [
    '/overview', '/withdrawals?state=paid', `/withdrawals/${id}`, '/payouts/resolutions', '/payouts/offline', '/payouts/fuse', '/reconciliations',
    `/reconciliations/${days[0].day}`, `/ledger?dealer=${dealer}`, `/ledger/${dealer}/statements/${month}`, '/debts', '/write-offs', '/disputes', '/jobs', '/ranking',
    '/parked-refunds', '/order-suspense', '/account',
  ]
}

async function lookAt(page, addresses, who, mayInspect) {
  for (const address of addresses) {
    await visit(page, address)
    const what = `${address}, ${who}`
    judge(await glance(page, address), what)
    await photograph(page, what)
    // The markup is the same in either language.
    if (mayInspect) await inspect(page, what)
  }
}

export default async function () {
  await step('the pages of money, in two languages and widths', async () => {
    const paths = await pathsOfMoney()
    await lookAt(await pageOf(finance), paths, 'finance-zh-1440', true)
    await lookAt(await pageOf(`second${run}`, { width: 1024, language: 'en' }), paths, 'finance-en-1024', false)
  })
  await step('what only others see: the audit log, the shops that push orders, a new contract', async () => {
    await lookAt(await pageOf(`auditor${run}`, { theme: 'dark' }), ['/audit-log', '/ledger'], 'auditor-zh-1440', true)
    await lookAt(await pageOf(`admin${run}`, { theme: 'dark', width: 1024 }), ['/order-sources'], 'admin-zh-1024', true)
    await lookAt(await pageOf(`operator${run}`, { width: 1024, language: 'en' }), ['/contracts', '/contracts/new', '/orders', '/dealers'], 'operator-en-1024', true)
  })
  await step('an operator sees no ledger', async () => {
    const page = await pageOf(`operator${run}`, { width: 1024, language: 'en' })
    await visit(page, '/account')
    check((await page.locator('nav a[href="/console/ledger"]').count()) === 0, 'an operator sees the ledger in the menu')
    await visit(page, '/ledger')
    check((await page.locator('main').innerText()).includes('No such page'), 'an operator sees the ledger')
  })
}
