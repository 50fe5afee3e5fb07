// A morning's reconciliation. Planted into WeChat's bills of a past day: a top-up that nobody has booked, the same line
// once more, a line of words that nobody knows, and in the trade bill an order that is none of ours. One person explains, another confirms, and only then the day closes.
import { pageOf, photograph, settle, visit } from '../browser.mjs'
import { agree, openChoices, pick, problemOf } from '../dialogs.mjs'
import { asStaff, control, run } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const first = `finance${run}`
const second = `second${run}`
const reason = '与银行流水核对 <img src=x onerror="isBroken=1">'

const dayInChina = (daysAgo) => new Date(Date.now() + 8 * 3_600_000 - daysAgo * 86_400_000).toISOString().slice(0, 10)

// A day that nobody has reconciled yet.
async function freshDay() {
  const { items } = await asStaff(first, 'GET', '/admin/v1/reconciliations?limit=100')
  const known = new Set(items.map(({ day }) => day))
  for (let daysAgo = 2; daysAgo < 80; daysAgo += 1) if (!known.has(dayInChina(daysAgo))) return dayInChina(daysAgo)
  throw new Error('every day is reconciled')
}

async function plant(day) {
  const number = `VOUCHER${run}`
  await control('clock', { set: `${day}T12:00:00+08:00`, signs_by: 'real' })
  await control('pay/funds', { account: 'OPERATION', amount: 5000, voucher_no: number })
  await control('clock', { set: new Date().toISOString(), signs_by: 'virtual' })
  await control('pay/bills/plants', { kind: 'duplicate', bill: 'OPERATION', number, day })
  await control('pay/bills/plants', { kind: 'extra', bill: 'OPERATION', number: `STRANGE${run}`, amount: 1234, is_refund: true, day })
  await control('pay/bills/plants', { kind: 'extra', bill: 'trade', number: `ORDER${run}`, amount: 990, day })
}

async function rowsOf(page, filter, word) {
  await pick(page, await openChoices(page, filter), word)
  return page.locator('tbody tr[tabindex]').allInnerTexts()
}

async function close(page, button) {
  await page.getByRole('button', { name: button, exact: true }).click()
  await agree(page)
}

// Explains whatever is open, as the page proposes to book it.
async function explainAll(page) {
  const explain = page.locator('main').getByRole('button', { name: '说明', exact: true })
  for (let left = await explain.count(); left > 0; left -= 1) {
    await explain.first().click()
    const dialog = page.locator('.el-dialog:visible')
    await dialog.locator('input[maxlength="200"]').fill(reason)
    await dialog.locator('.el-button--primary').click()
    await dialog.waitFor({ state: 'hidden' })
    await settle(page)
  }
}

async function confirmAll(page) {
  const confirm = page.getByRole('button', { name: 'Confirm and close', exact: true })
  for (let left = await confirm.count(); left > 0; left -= 1) {
    await confirm.first().click()
    const asked = await agree(page)
    check(asked.includes(reason) && asked.includes(first), `who confirms is shown: ${asked}`)
  }
}

export default async function () {
  const day = await step('what nobody ordered stands in the bills of a day', async () => {
    const found = await freshDay()
    await plant(found)
    return found
  })

  const page = await pageOf(first, { expected: [404, 409] })
  await step(`finance reconciles ${day}`, async () => {
    await visit(page, '/reconciliations')
    await page.fill('input[type=date]', day)
    await page.keyboard.press('Enter')
    await page.getByText('尚未对账').waitFor()
    await page.getByRole('button', { name: '对账', exact: true }).click()
    await page.waitForSelector('tbody tr[tabindex]')
    await settle(page)
  })

  await step('the differences stand there by class, each with its owner and what to do', async () => {
    const wanted = [['待说明', '财务', '与银行流水核对'], ['重复行', '财务', '向微信支付客服核实'], ['未知行', '技术', '核实业务类型'], ['非本方款项', '技术', '交易账单']]
    for (const [kind, owner, next] of wanted) {
      const rows = await rowsOf(page, '类别', kind)
      check(rows.length === 1 && rows[0].includes(owner) && rows[0].includes(next), `of ${kind} there is ${JSON.stringify(rows)}`)
    }
    await visit(page, `/reconciliations/${day}`)
    await photograph(page, 'reconciliation-day')
  })

  await step('the day cannot be closed while one is open, nor while one waits for a second person', async () => {
    await close(page, '关账')
    check((await problemOf(page)).includes('reconciliation.difference_open'), `closing says ${await problemOf(page)}`)
    await explainAll(page)
    const offered = await page.getByRole('button', { name: '确认并关闭' }).count()
    check(offered === 0, 'who explained is asked to confirm')
    await close(page, '关账')
    check((await problemOf(page)).includes('reconciliation.difference_open'), `closing says ${await problemOf(page)}`)
  })

  await step('a second person confirms each and closes the day, in English', async () => {
    const other = await pageOf(second, { width: 1024, language: 'en' })
    await visit(other, `/reconciliations/${day}`)
    await confirmAll(other)
    await close(other, 'Close the day')
    const text = await other.locator('main').innerText()
    check(text.includes(`${second} `) && !text.includes('Close the day'), `the closed day shows ${text}`)
    const { state, open_differences: open, suspense_fen: suspense } = await asStaff(second, 'GET', `/admin/v1/reconciliations/${day}`)
    check(state === 'closed' && open === 0, `${day} is ${state} with ${open} open, ${suspense} fen unexplained`)
  })
}
