// What dealers and their customers do in the mini-program, buying and asking for money, and what another shop pushes.
import { createHmac, randomUUID } from 'node:crypto'
import { ask, asStaff, codeOf, control, signedIn, until } from './people.mjs'

const receiver = { receiver_name: '周晓琳', receiver_phone: '13787654321', receiver_address: '杭州市西湖区文三路 90 号' }

// A consumer scans the dealer's code, buys two pieces and pays in WeChat.
export async function buy(dealer, consumer, remark = '') {
  const { code } = await dealer.as('POST', '/api/v1/dealer/referral-codes', {})
  const buyer = consumer ?? (await signedIn(undefined, code))
  const { items } = await buyer.as('GET', '/api/v1/products?limit=1')
  const [sku] = items[0].skus
  const body = { ...receiver, lines: [{ sku: sku.id, quantity: 2 }], total_fen: 2 * sku.price_fen, ...(remark ? { remark } : {}) }
  const { id } = await buyer.as('POST', '/api/v1/orders', body)
  const { time_stamp: timeStamp, nonce_str: nonceStr, package: packet, sign_type: signType, pay_sign: paySign } = await buyer.as('POST', `/api/v1/orders/${id}/payment`, {})
  await control('pay/payments', { timeStamp, nonceStr, package: packet, signType, paySign })
  await until(() => buyer.as('GET', `/api/v1/orders/${id}`), ({ state }) => state === 'paid')
  return { buyer, order: id }
}

// The goods arrive, which makes the commissions the dealers' own.
export async function deliver(shipper, { buyer, order }) {
  await asStaff(shipper, 'POST', `/admin/v1/orders/${order}/shipment`, { carrier: '示例快递', tracking_no: 'SF0002' })
  await buyer.as('POST', `/api/v1/orders/${order}/receipt`, {})
}

// All that the dealer has.
export async function askForMoney(dealer) {
  const { balance } = await until(() => dealer.as('GET', '/api/v1/dealer/money'), ({ balance }) => balance.available_fen >= 100)
  return (await dealer.as('POST', '/api/v1/dealer/withdrawals', { gross_fen: balance.available_fen })).id
}

// The worker has sent it: the dealer opens WeChat's page. Answers the transfer's number.
export async function openInWeChat(dealer, withdrawal, staff) {
  const shown = await until(() => dealer.as('GET', `/api/v1/dealer/withdrawals/${withdrawal}`), ({ confirm_page: page }) => page !== null)
  await control('pay/transfers/open', { package: shown.confirm_page.package, openid: dealer.openid })
  return (await asStaff(staff, 'GET', `/admin/v1/withdrawals/${withdrawal}`)).transfers.at(-1).number
}

export async function takeMoney(dealer, withdrawal, staff) {
  await control('pay/transfers/confirm', { out_bill_no: await openInWeChat(dealer, withdrawal, staff) })
  await until(() => dealer.as('GET', `/api/v1/dealer/withdrawals/${withdrawal}`), ({ state }) => state === 'paid')
}

// As staff know a dealer whose name begins so.
export const dealerIdOf = async (staff, name) => (await asStaff(staff, 'GET', `/admin/v1/dealers?name=${encodeURIComponent(name)}`)).items[0].id

// Somebody new applies with an invite of the producer's.
export async function apply(operator, name, note) {
  const { code } = await asStaff(operator, 'POST', '/admin/v1/invites', { uses: 1, days: 7 })
  const person = await signedIn()
  const { number } = await person.as('GET', '/api/v1/contract')
  const application = await person.as('POST', '/api/v1/dealer-applications', { name, invite_code: code, accepted_contract: number, ...(note ? { note } : {}) })
  return { ...person, application: application.id }
}

export async function joinDealer(operator, name) {
  const person = await apply(operator, name)
  const dealer = await asStaff(operator, 'POST', `/admin/v1/dealer-applications/${person.application}/approval`, { reason: '测试' })
  return { ...person, id: dealer.id }
}

// One of finance approves just this withdrawal, by one-time code.
export async function approve(name, withdrawal) {
  const set = await asStaff(name, 'POST', '/admin/v1/withdrawal-sets', { action: 'approve', withdrawals: [withdrawal] })
  const { confirmation } = await asStaff(name, 'POST', '/admin/v1/step-ups', { digest: set.digest, totp: await codeOf(name) })
  const { version } = await asStaff(name, 'GET', `/admin/v1/withdrawals/${withdrawal}`)
  return asStaff(name, 'POST', `/admin/v1/withdrawals/${withdrawal}/approval`, { version, confirmation })
}

// Another shop, whose secret is shown once.
export const openShop = (admin, code, name) => asStaff(admin, 'POST', '/admin/v1/order-sources', { code, name })

// What the shop has to say of an order, signed as docs/orders.md tells it.
export async function push({ code, secret }, body) {
  const path = '/api/v1/order-pushes'
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomUUID()
  const signature = createHmac('sha256', secret).update([timestamp, nonce, path, JSON.stringify(body)].join('\n')).digest('hex')
  const headers = { 'X-Fenrun-Source': code, 'X-Fenrun-Timestamp': timestamp, 'X-Fenrun-Nonce': nonce, 'X-Fenrun-Signature': signature }
  return (await ask('POST', path, { headers, body })).answer
}
