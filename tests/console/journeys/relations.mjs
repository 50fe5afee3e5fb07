// Who stands where: people open and close by click and by key, the list says what the picture shows and both what the
// API says, the way between two dealers leads over whom they share, and a customer's page leads into the picture.
import { inspect, pageOf, photograph, settle, visit } from '../browser.mjs'
import { search } from '../dialogs.mjs'
import { asStaff, run, signedIn } from '../people.mjs'
import { dealerIdOf, joinDealer } from '../shop.mjs'
import { check, step } from '../troubles.mjs'

const operator = `operator${run}`
const sample = ['王一店', '李二店', '张三店'] // one below the other
const askedOf = (page) => new URLSearchParams(new URL(page.url()).search)
const relationsOf = (query) => asStaff(operator, 'GET', `/admin/v1/relations?${query}`)
const personIn = (page, name) => page.locator('svg.picture g[aria-label]').filter({ has: page.locator('title', { hasText: name }) })
const rowsOf = (page) => page.locator('tbody tr')

// The picture shows whom the API names, and the list has a row for each.
async function compare(page) {
  const { nodes } = await relationsOf(askedOf(page))
  const drawn = await page.locator('svg.picture g').count()
  const rows = await rowsOf(page).count()
  check(drawn === nodes.length && rows === nodes.length, `${drawn} drawn and ${rows} rows for ${nodes.length}`)
  return nodes
}

async function act(page, deed) {
  const before = page.url()
  await deed()
  await page.waitForURL((url) => url.href !== before)
  await settle(page)
}

export default async function relations() {
  const name = `图谱${run}`
  const dealer = await step('a dealer joins and refers two customers', async () => {
    const joined = await joinDealer(operator, name)
    const { code } = await joined.as('POST', '/api/v1/dealer/referral-codes', {})
    await Promise.all([signedIn(undefined, code), signedIn(undefined, code)])
    return joined
  })
  const [first, second, third] = await Promise.all(sample.map((one) => dealerIdOf(operator, one)))
  const page = await pageOf(operator)
  await step('in the middle stands who was asked for, with the customers', async () => {
    await visit(page, `/relations?person=${dealer.id}`)
    const nodes = await compare(page)
    check(nodes[0].id === dealer.id && nodes.filter(({ kind }) => kind === 'customer').length === 2, JSON.stringify(nodes))
    await inspect(page, 'the graph of relations')
    await photograph(page, 'relations-dealer')
  })
  await step('people open by click and by key, close, and are open again on the way back', async () => {
    await visit(page, `/relations?person=${first}`)
    const closed = await compare(page)
    check(!closed.some(({ id }) => id === third), 'somebody two levels below is shown at once')
    await act(page, () => personIn(page, sample[1]).locator('circle').click())
    check(askedOf(page).get('open') === second, page.url())
    const opened = await compare(page)
    check(opened.some(({ id }) => id === third), 'whoever was opened shows nobody')
    await act(page, () => personIn(page, sample[2]).press('Enter'))
    check(askedOf(page).get('open') === `${second},${third}`, page.url())
    await compare(page)
    await act(page, () => page.getByRole('button', { name: '全部收起' }).click())
    check((await compare(page)).length === closed.length, 'something stays open')
    await act(page, () => page.goBack())
    check((await compare(page)).some(({ id }) => id === third), `not open again: ${page.url()}`)
  })
  await step('the way between two leads over whom both stand below', async () => {
    await visit(page, `/relations?person=${third}`)
    await search(page, '到：另一经销商', name)
    check(askedOf(page).get('to') === dealer.id, page.url())
    const way = (await compare(page)).filter(({ is_on_way: isOnWay }) => isOnWay)
    check(way.length === 5 && way.every(({ id }) => [null, first, second, third, dealer.id].includes(id)), JSON.stringify(way))
    check((await page.locator('line.way').count()) === 4, 'the way is not drawn')
    await photograph(page, 'relations-way')
  })
  await step('a customer\'s page leads into the picture, and the picture back', async () => {
    const { nodes } = await relationsOf(`person=${dealer.id}`)
    const customer = nodes.find(({ kind }) => kind === 'customer')
    await visit(page, `/consumers/${customer.id}`)
    await act(page, () => page.getByRole('button', { name: '关系图' }).click())
    check(askedOf(page).get('person') === customer.id, page.url())
    const shown = await compare(page)
    check(shown[0].id === dealer.id && shown.some(({ id, is_asked: isAsked }) => id === customer.id && isAsked), JSON.stringify(shown))
    await act(page, () => page.locator('svg.picture g.customer.way circle').click())
    check(page.url().includes(`/consumers/${customer.id}`), page.url())
  })
  await step('each look at people is in the audit log', async () => {
    const { items } = await asStaff(`auditor${run}`, 'GET', `/admin/v1/audit-log?object=dealer:${dealer.id}`)
    check(items.some(({ action }) => action === 'relation.show'), JSON.stringify(items.map(({ action }) => action)))
  })
}
