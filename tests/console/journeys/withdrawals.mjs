// Two people of finance decide on withdrawals: chosen by keyboard, previewed, confirmed by one-time code, done in the
// background, shown row by row; one is turned down with a reason. Then the dealers take their money.
import { inspect, pageOf, photograph, settle, visit } from '../browser.mjs'
import { codeOf, run, sampleDealer } from '../people.mjs'
import { askForMoney, buy, deliver, takeMoney } from '../shop.mjs'
import { check, step } from '../troubles.mjs'

// Every dealer of the line earns by one or the other sale.
async function askAll() {
  const dealers = await Promise.all([0, 1, 2].map(sampleDealer))
  for (const seller of [2, 0]) await deliver(`operator${run}`, await buy(dealers[seller]))
  return Promise.all(dealers.map(async (dealer) => ({ dealer, id: await askForMoney(dealer) })))
}

async function chooseByKeyboard(page, ids) {
  for (const id of ids) {
    await page.locator('tbody tr', { hasText: id }).focus()
    await page.keyboard.press('Space')
  }
  check((await page.locator('tr.on').count()) === ids.length, `${ids} are not selected`)
}

// Once with a wrong code, which is refused and says where an engineer would look.
async function approve(page, name) {
  await page.click('[data-action=approve]')
  await page.click('[data-run]')
  await page.fill('input[name=totp]', '000000')
  await page.keyboard.press('Enter')
  const problem = await page.locator('.problem').innerText()
  check(/step_up\.refused/.test(problem) && /[0-9a-f]{32}/.test(problem), `a wrong code says: ${problem}`)
  await page.fill('input[name=totp]', await codeOf(name))
  await page.keyboard.press('Enter')
  await page.waitForSelector('[aria-valuenow="100"]')
  await settle(page)
  return page.locator('tbody tr').allInnerTexts()
}

async function turnDown(page, id, reason) {
  await visit(page, `/withdrawals/${id}`)
  await page.getByRole('button', { name: 'Reject', exact: true }).click()
  await page.fill('textarea', reason)
  await inspect(page, 'the dialog that asks for a reason')
  await page.locator('.el-dialog').getByRole('button', { name: 'Reject', exact: true }).click()
  await page.locator('dd', { hasText: reason }).waitFor()
}

// What nobody may press is not there.
async function checkReader(id) {
  const page = await pageOf(`auditor${run}`)
  for (const path of ['/withdrawals?state=requested', `/withdrawals/${id}`]) {
    await visit(page, path)
    const count = await page.locator('main [data-action], main input[type=checkbox]:visible, main button.el-button--primary').count()
    check(count === 0, `an auditor is offered ${count} things to do at ${path}`)
  }
}

export default async function () {
  const rows = await step('three dealers earn and ask for their money', askAll)
  const ids = rows.map(({ id }) => id)

  await step('one of finance chooses two by keyboard, sees what it means, and approves them', async () => {
    const page = await pageOf(`finance${run}`, { expected: [403] })
    await visit(page, '/withdrawals')
    await chooseByKeyboard(page, ids.slice(0, 2))
    await photograph(page, 'two-chosen')
    const outcomes = await approve(page, `finance${run}`)
    check(outcomes.length === 2 && outcomes.every((row) => row.includes('已处理')), `the set came to ${outcomes}`)
  })

  await step('a second one approves all that waits for one and turns the third down, in English', async () => {
    const page = await pageOf(`second${run}`, { width: 1024, language: 'en', expected: [403] })
    await visit(page, '/withdrawals?state=approved_1')
    await page.getByText('All in this state').click()
    await approve(page, `second${run}`)
    await turnDown(page, ids[2], 'Not the dealer\'s own account')
    await visit(page, `/withdrawals/${ids[0]}`)
    const life = await page.locator('main').innerText()
    check((life.match(/round 1/g) ?? []).length === 2, `not two approvals: ${life}`)
  })

  await step('an auditor is offered nothing to press', () => checkReader(ids[0]))
  await step('the dealers take their money in WeChat', async () => {
    for (const { dealer, id } of rows.slice(0, 2)) await takeMoney(dealer, id, `finance${run}`)
  })
}
