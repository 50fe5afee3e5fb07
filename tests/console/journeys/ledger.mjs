// From any figure to its postings: an account of the trial balance to a sheet, and a dealer's figures to the movements
// that they are made of; what stands above a list is the figure that led to it.
import { pageOf, settle, visit } from '../browser.mjs'
import { run } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const person = `auditor${run}`
// What stands above a list, as a figure is written.
const totalOf = async (page) => /合计 (-?[\d,]+\.\d\d)/.exec(await page.locator('[data-total]').innerText())?.[1]

async function leadsTo(page, figure) {
  const total = await totalOf(page)
  check(total === figure, `${figure} led to ${total}`)
}

async function follow(page, link) {
  const figure = (await link.innerText()).trim()
  const before = page.url()
  await link.click()
  await page.waitForURL((url) => url.href !== before)
  await settle(page)
  return figure
}

export default async function ledger() {
  const page = await pageOf(person)
  await step('the trial balance is even', async () => {
    await visit(page, '/trial-balance')
    check((await page.locator('main').innerText()).includes('账是平的'), 'not even')
  })
  for (const [account, what] of [['可提现余额', 'a dealer'], ['渠道手续费', "a sheet of the company's"]]) {
    await step(`an account leads to ${what}, whose movements are the balance`, async () => {
      await visit(page, '/trial-balance')
      await follow(page, page.getByRole('link', { name: account }))
      const row = page.locator('tbody tr').first()
      const balance = (await row.locator('td').last().innerText()).trim()
      await follow(page, row.locator('a'))
      check(page.url().includes('company-sheets') === (account === '渠道手续费'), `${account} led to ${page.url()}`)
      await leadsTo(page, balance)
    })
  }
  await step('figures of a dealer, of a month and of a statement lead to the movements that they are made of', async () => {
    await visit(page, '/trial-balance/available')
    await follow(page, page.locator('tbody tr a').first())
    for (const row of [2, 1]) {
      await leadsTo(page, await follow(page, page.locator('table.flows tbody tr').nth(row).locator('a').first()))
    }
    check((await page.locator('tbody tr', { hasText: '佣金支出 → 待结算佣金' }).count()) > 0, 'no posting is shown')
    await follow(page, page.getByRole('link', { name: '本月' }))
    await leadsTo(page, await follow(page, page.locator('table').nth(0).locator('tbody tr').last().locator('a').nth(1)))
  })
}
