// Two payouts that WeChat did not pay, with its reason: finance sees whose they are now and what can be done; the money of
// one goes back to the dealer, the other is judged anew and paid under another number.
import { inspect, pageOf, visit } from '../browser.mjs'
import { giveReason } from '../dialogs.mjs'
import { asStaff, control, run, sampleDealer, until } from '../people.mjs'
import { approve, askForMoney, buy, deliver, openInWeChat, takeMoney } from '../shop.mjs'
import { check, step } from '../troubles.mjs'

const finance = `finance${run}`
const failure = 'TRANSFER_RISK'
const reason = '收款账户异常 \'><svg/onload=isBroken=1>'

const lifeOf = (id) => asStaff(finance, 'GET', `/admin/v1/withdrawals/${id}`)

// How many have to approve depends on the sum and on who they are.
async function approveBy(people, id) {
  for (const name of people) {
    await approve(name, id)
    if ((await lifeOf(id)).state !== 'approved_1') return
  }
}

async function fail(dealer, people) {
  const id = await askForMoney(dealer)
  await approveBy(people, id)
  await control('pay/transfers/confirm', { out_bill_no: await openInWeChat(dealer, id, finance), fail_reason: failure })
  await until(() => lifeOf(id), ({ transfers }) => transfers.at(-1).state === 'failed')
  return { dealer, id }
}

async function seeFailure(page, id) {
  await visit(page, `/withdrawals/${id}`)
  const text = await page.locator('main').innerText()
  check(text.includes(failure), `the page does not say why it failed: ${text}`)
  return text
}

export default async function () {
  const [one, two] = await step('two transfers fail at WeChat, for a reason that is ours', async () => {
    const dealers = await Promise.all([1, 2].map(sampleDealer))
    await deliver(`operator${run}`, await buy(dealers[1]))
    return [await fail(dealers[0], [`third${run}`, `fourth${run}`]), await fail(dealers[1], [`fifth${run}`, `sixth${run}`])]
  })

  await step('finance sees why, whose it is and what comes next, and gives one back', async () => {
    const page = await pageOf(finance)
    const text = await seeFailure(page, one.id)
    check(/负责：财务/.test(text) && /下一步/.test(text), `the page names no owner and no next step: ${text}`)
    await inspect(page, 'a payout that failed')
    await page.getByRole('button', { name: '退回金额', exact: true }).click()
    await giveReason(page, reason)
    await page.locator('.tag', { hasText: '已退回' }).first().waitFor()
    check((await page.locator('main').innerText()).includes(reason), 'the reason is not shown')
    const { gross_fen: gross } = (await lifeOf(one.id)).amounts
    const { balance } = await one.dealer.as('GET', '/api/v1/dealer/money')
    check(balance.available_fen >= gross && balance.held_fen === 0, `the dealer has ${JSON.stringify(balance)}, not ${gross} fen`)
  })

  await step('the other is paid anew, in English', async () => {
    const page = await pageOf(`second${run}`, { width: 1024, language: 'en' })
    const text = await seeFailure(page, two.id)
    check(/Owner: finance/.test(text) && /Next: /.test(text), `the page names no owner and no next step: ${text}`)
    await page.getByRole('button', { name: 'Pay anew', exact: true }).click()
    await giveReason(page, reason)
    await approveBy([`seventh${run}`, `eighth${run}`], two.id)
    await takeMoney(two.dealer, two.id, finance)
    const { transfers, state } = await lifeOf(two.id)
    check(state === 'paid' && transfers.length === 2 && transfers[0].number !== transfers[1].number, `it is ${state} by ${transfers.map(({ number }) => number)}`)
    await visit(page, `/withdrawals/${two.id}`)
    check((await page.locator('main').innerText()).includes(transfers[1].number), 'the second number is not shown')
  })
}
