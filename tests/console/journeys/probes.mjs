// What strangers and colleagues may write where others will read it: markup, addresses, templates, and characters that
// turn or hide text. It stands on some page just as it was written, nothing of it runs, and no figure beside it is turned.
import { go, pageOf, visit } from '../browser.mjs'
import { routeOf, routes } from '../pages.mjs'
import { asStaff, run, sampleDealer, sessionOf } from '../people.mjs'
import { apply, askForMoney, buy, joinDealer, openShop, push } from '../shop.mjs'
import { check, step, trouble } from '../troubles.mjs'

const operator = `operator${run}`
const finance = `finance${run}`
const image = '<img src=x onerror=isBroken=1>'
const picture = '<svg/onload=isBroken=1>'
const script = '"><script>isBroken=1</script>'
const turned = '\u202Egpj.exe\u2066\u202Ex'
const hidden = 'z\u200Bw\u200Fx\uFEFFy'
const long = [image, script, 'javascript:isBroken=1', '{{7*7}}${7*7}', `'>${picture}`, hidden, turned].join(' ')

const written = new Map() // text -> where it was written
let count = 0

// Each text is found again by its number.
function write(where, text) {
  const whole = `${(count += 1)}${text}`
  written.set(whole, where)
  return whole
}

const soon = (days) => new Date(Date.now() + days * 86_400_000).toISOString()

async function writeCatalogue() {
  const { id: category } = await asStaff(operator, 'POST', '/admin/v1/categories', { name: write('a category', `${picture}${run.slice(-5)}`), position: 9 })
  const { id: product } = await asStaff(operator, 'POST', '/admin/v1/products', { name: write('a product', `${script}${turned}`), category_id: category, summary: write('a summary', long), state: 'draft' })
  await asStaff(operator, 'POST', `/admin/v1/products/${product}/skus`, { code: write('an article number', `${picture}${run}`), name: write('an SKU', `${script}${turned}`), price_fen: 12_300, cost_fen: 100, state: 'draft' })
  await asStaff(operator, 'POST', '/admin/v1/campaigns', { name: write('a campaign', `${image}${turned}`), starts_at: soon(1), ends_at: soon(2) })
  await asStaff(operator, 'POST', '/admin/v1/contracts', { title: write('a contract', `${script}${hidden}`), body: long, effective_from: soon(300) })
  const rules = [{ level: 1, kind: 'rate', rate_ppm: 1000 }]
  const plan = await asStaff(finance, 'POST', '/admin/v1/commission-plans', { name: write('a plan', `${image}${turned}`), deepest_level: 1, self_purchase_pays: false, rules })
  return [`/products/${product}`, `/commission-plans/${plan.id}`]
}

async function writeOrder(dealer) {
  const bought = await buy(dealer, undefined, write('a buyer\'s remark', long))
  await bought.buyer.as('PUT', '/api/v1/me/nickname', { nickname: image })
  await asStaff(operator, 'POST', `/admin/v1/orders/${bought.order}/shipment`, { carrier: write('a carrier', image), tracking_no: write('a parcel', script) })
  await bought.buyer.as('POST', `/api/v1/orders/${bought.order}/receipt`, {})
  await asStaff(finance, 'POST', `/admin/v1/orders/${bought.order}/refunds`, { reason: write('why money goes back', `${image}${turned}`), amount_fen: 100 })
  const elsewhere = await (await sampleDealer(0)).as('POST', '/api/v1/dealer/referral-codes', {})
  await bought.buyer.as('POST', '/api/v1/me/change-requests', { code: elsewhere.code, reason: write('why a customer leaves', long) })
  return [`/orders/${bought.order}`]
}

async function writeMoney(dealer) {
  const [{ id }] = (await dealer.as('GET', '/api/v1/dealer/commissions?limit=1')).items
  await asStaff(operator, 'POST', '/admin/v1/disputes', { commission: String(id), amount_fen: 1, reason: write('why it is disputed', long), evidence: write('what shows it', long) })
  const withdrawal = await askForMoney(dealer)
  await asStaff(finance, 'POST', `/admin/v1/withdrawals/${withdrawal}/rejection`, { reason: write('why it is rejected', long) })
  return [`/withdrawals/${withdrawal}`]
}

async function writeDealers() {
  const dealer = await joinDealer(operator, write('a dealer', image))
  const other = await joinDealer(operator, write('another dealer', `${hidden}${turned}`))
  await asStaff(operator, 'POST', `/admin/v1/dealers/${other.id}/suspension`, { reason: write('why a dealer is suspended', long) })
  await apply(operator, write('who wants to be one', script), write('what they say of it', long))
  return [`/dealers/${dealer.id}`, `/dealers/${other.id}`]
}

// Another shop names its orders and refunds as it likes, in ASCII: a refund of what nobody ordered waits, one of more than
// was paid fits nothing.
async function writeShop() {
  const shop = await openShop(`admin${run}`, `shop-${run}`, write('another shop', `${image}${turned}`))
  await push(shop, { external_no: write('an order that does not come', picture), sequence: 1, refunds: [{ refund_no: write('a refund that waits', script), amount_fen: 700 }] })
  const { items } = await asStaff(operator, 'GET', '/admin/v1/products?limit=1')
  const line = { sku_code: items[0].skus[0].code, quantity: 1, unit_price_fen: 900 }
  const paid = { external_no: write('an order of another shop', script), sequence: 1, paid_at: soon(-0.1), lines: [line] }
  const { id } = await push(shop, paid)
  await push(shop, { ...paid, sequence: 2, refunds: [1, 2].map((number) => ({ refund_no: write('a refund of too much', `${picture}${number}`), amount_fen: 90_000 })) })
  const { items: waiting } = await asStaff(finance, 'GET', '/admin/v1/order-suspense?reason=too_large&limit=100')
  const mine = waiting.filter(({ source }) => source === shop.code)
  check(mine.length === 2, `of two refunds of too much ${mine.length} wait for somebody`)
  await asStaff(finance, 'POST', `/admin/v1/order-suspense/${mine[0].id}/closing`, { reason: write('what was found out', `${image}${turned}`) })
  return [`/orders/${id}`, '/order-suspense?state=closed', '/order-sources']
}

// What stands on a page, and figures whose digits run from right to left.
function read() {
  const isTurned = (part) => {
    const text = document.createTreeWalker(part, NodeFilter.SHOW_TEXT).nextNode()
    if (text === null || text.length < 2) return false
    const leftOf = (at) => {
      const range = document.createRange()
      range.setStart(text, at)
      range.setEnd(text, at + 1)
      return range.getBoundingClientRect().left
    }
    return leftOf(0) > leftOf(text.length - 1)
  }
  return { text: document.querySelector('main').innerText, turned: [...document.querySelectorAll('main .money, main .figure')].filter(isTurned).map((part) => part.innerText) }
}

// Every list that somebody may see, and the pages of what was made.
async function readAll(name, addresses) {
  const page = await pageOf(name)
  const { permissions } = await sessionOf(name)
  const mayBeSeen = (path) => permissions.includes(routeOf(path.split('?')[0]).permission)
  await visit(page, '/account')
  const lists = routes.filter(({ isNamed, isOpen }) => !isNamed && !isOpen).map(({ path }) => path)
  const seen = new Set()
  for (const address of new Set([...lists, ...addresses].filter(mayBeSeen))) {
    await go(page, address)
    const { text, turned: figures } = await page.evaluate(read)
    for (const whole of written.keys()) if (text.includes(whole)) seen.add(whole)
    if (figures.length > 0) trouble(`${address} turns ${figures}`)
  }
  return seen
}

export default async function () {
  const dealer = await sampleDealer(2)
  const addresses = await step('probes are written into every field that others read', async () => {
    const made = [await writeCatalogue(), await writeDealers(), await writeOrder(dealer), await writeMoney(dealer), await writeShop()]
    return made.flat()
  })
  await step('each stands on a page as it was written, and nothing of it runs', async () => {
    const seen = new Set([...(await readAll(`auditor${run}`, addresses)), ...(await readAll(`admin${run}`, addresses))])
    const lost = [...written].filter(([text]) => !seen.has(text)).map(([text, where]) => `${where} (${text.slice(0, 20)})`)
    check(lost.length === 0, `nobody shows ${lost}`)
    console.log(`            ${written.size} texts`)
  })
}
