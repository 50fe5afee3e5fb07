// A refund that WeChat refuses: finance sees why and proposes that it was paid otherwise; as long as WeChat was not heard to
// say that it does not have it nobody can confirm, and somebody else has it sent again.
import { inspect, pageOf, visit } from '../browser.mjs'
import { agree, giveReason } from '../dialogs.mjs'
import { asStaff, control, run, sampleDealer, until } from '../people.mjs'
import { buy } from '../shop.mjs'
import { check, step } from '../troubles.mjs'

const finance = `finance${run}`
const reason = '买家微信已注销 \'><svg/onload=isBroken=1>'
const refundsOf = async (state) => (await asStaff(finance, 'GET', `/admin/v1/refunds?state=${state}`)).items

async function refuse(order) {
  const { id: fault } = await control('faults', { kind: 'error_before', path: '/v3/refund/domestic/refunds', http_status: 403, code: 'USER_ACCOUNT_ABNORMAL' })
  await asStaff(finance, 'POST', `/admin/v1/orders/${order}/refunds`, { amount_fen: 100, reason: '破损' })
  const refused = await until(() => refundsOf('requested'), (refunds) => refunds.some((one) => one.order === order && one.refusal !== null))
  return { fault, refund: refused.find((one) => one.order === order).id }
}

export default async function () {
  const { fault, refund } = await step('WeChat refuses a refund', async () => refuse((await buy(await sampleDealer(0))).order))

  await step('finance sees why, and proposes how it ends', async () => {
    const page = await pageOf(finance)
    await visit(page, '/refunds?state=requested')
    const row = page.locator('tr', { hasText: refund })
    check((await row.innerText()).includes('USER_ACCOUNT_ABNORMAL'), `the row does not say why: ${await row.innerText()}`)
    await row.getByRole('button', { name: '人工了结' }).click()
    const dialog = page.locator('.el-dialog:visible')
    await dialog.getByText('已另行付给买家').click()
    await dialog.getByLabel('付款凭证号').fill('网银 20261130-7')
    await inspect(page, 'how a refund ends')
    await giveReason(page, reason)
    await page.waitForURL(/refund-closings/)
    const text = await page.locator('tr', { hasText: refund }).innerText()
    check(text.includes(reason) && text.includes('尚未查实') && !text.includes('确认了结'), `the proposal is shown as ${text}`)
  })

  await step('somebody else cannot confirm yet, and has it sent again', async () => {
    await control(`faults?id=${fault}`, undefined, 'DELETE')
    const page = await pageOf(`second${run}`)
    await visit(page, '/refund-closings')
    const row = page.locator('tr', { hasText: refund })
    check(await row.getByRole('button', { name: '确认了结' }).isDisabled(), 'it can be confirmed though WeChat was not heard')
    await inspect(page, 'a refund that somebody proposes to end')
    await row.getByRole('button', { name: '驳回' }).click()
    await agree(page)
    await until(() => refundsOf('succeeded'), (refunds) => refunds.some(({ id }) => id === refund))
  })
}
