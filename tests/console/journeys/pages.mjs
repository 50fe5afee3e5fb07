// Every page that the console has, for every role: at rest and without a complaint of anybody's; in both languages and at
// both widths for whoever sees most of it; and no page for whom it is not meant. What there is comes from the console's
// routes, what there is of it from the links that pages show.
import { go, inspect, pageOf, photograph, settle, visit } from '../browser.mjs'
import { glance, judge } from '../glance.mjs'
import { routeOf, routes } from '../pages.mjs'
import { asStaff, base, pause, run, sessionOf } from '../people.mjs'
import { check, step, trouble } from '../troubles.mjs'

const widths = [1440, 1024]
const languages = ['zh-CN', 'en']
const walkable = routes.filter(({ isOpen, isBare }) => !isOpen && !isBare) // sign-in and enrolment have journeys of their own
const opened = new Set() // paths of routes
const addresses = new Map() // of a route, an address that was opened
const controlsSeen = new Map() // a route, or a route in light or dark -> the most controls that were looked at there

const languageOf = (page) => page.evaluate(() => document.documentElement.lang)

async function speak(page, language) {
  if ((await languageOf(page)) === language) return
  await page.click(`.bar button[lang="${language}"]`)
  await settle(page)
}

// Whether somebody sees more of a page than was looked at before.
function isMore(key, controls) {
  if (controls <= (controlsSeen.get(key) ?? -1)) return false
  controlsSeen.set(key, controls)
  return true
}

// `what` is an address, its route, and whose eyes look at it.
async function look(page, width, { address, route, role }) {
  await page.setViewportSize({ width, height: 900 })
  const language = await languageOf(page)
  const seen = await glance(page, route.path)
  judge(seen, `${address}, ${role}, ${language}, ${width} pixels`)
  await photograph(page, `${route.path}-${role}-${language}-${width}`)
  return seen
}

const otherOf = (all, one) => all.find((other) => other !== one)

// In the language and at the width of before; for whoever sees more of it than others, in all.
async function lookAround(page, theme, what) {
  const { width } = page.viewportSize()
  const { controls, links } = await look(page, width, what)
  if (isMore(what.route.path, controls)) {
    await look(page, otherOf(widths, width), what)
    await speak(page, otherOf(languages, await languageOf(page)))
    await look(page, otherOf(widths, width), what)
    await look(page, width, what)
  }
  if (isMore(`${what.route.path} ${theme}`, controls)) await inspect(page, `${what.address}, ${what.role}`)
  return links
}

// Who cannot see a page is told that there is none.
async function checkRefused(page, route) {
  const address = addresses.get(route.path) ?? (route.isNamed ? null : route.path)
  if (address === null) return
  await go(page, address)
  const { pathname } = new URL(page.url())
  const home = route.path === '/overview' ? '/console/account' : '/console/403'
  if (pathname !== home) trouble(`${route.path} should be ${home} and is ${pathname}`)
}

async function open(page, address, isInMenu) {
  if (isInMenu) {
    await page.click(`nav a[href="/console${address}"]`)
    await settle(page)
  } else {
    await go(page, address)
  }
  check(page.url() === `${base}/console${address}`, `${address} led to ${page.url()}`)
}

// One address of each route and of each set of words in its query.
const kindOf = (address) => `${routeOf(address.split('?')[0])?.path}?${[...new URLSearchParams(address.split('?')[1]).keys()].sort()}`

class Walk {
  constructor(role, name, theme) {
    Object.assign(this, { role, name, theme, kinds: new Set(), waiting: [] })
  }

  async begin() {
    this.page = await pageOf(this.name, { theme: this.theme })
    const { permissions } = await sessionOf(this.name)
    this.mine = walkable.filter(({ permission }) => permissions.includes(permission))
    this.others = routes.filter(({ permission }) => !permissions.includes(permission))
    await visit(this.page, '/')
    const shown = await this.page.locator('nav a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    const wanted = this.mine.filter(({ menu }) => menu !== undefined).map(({ path }) => `/console${path}`)
    check(`${[...shown].sort()}` === `${[...wanted].sort()}`, `the menu of ${this.role} is ${shown}, not ${wanted}`)
    for (const { path, isNamed } of this.mine) if (!isNamed) this.find(path)
  }

  find(address) {
    const route = routeOf(address.split('?')[0])
    if (route === undefined) return trouble(`${address} is linked to and is no page`)
    if (!this.mine.includes(route)) return trouble(`${address} is linked to, and ${this.role} may not see it`)
    if (this.kinds.has(kindOf(address))) return
    this.kinds.add(kindOf(address))
    this.waiting.push(address)
  }

  async see(address) {
    const route = routeOf(address.split('?')[0])
    await open(this.page, address, route.menu !== undefined && route.path === address)
    for (const link of await lookAround(this.page, this.theme, { address, route, role: this.role })) this.find(link)
    opened.add(route.path)
    addresses.set(route.path, address.split('?')[0])
  }

  async all(beyondLinks) {
    for (const address of beyondLinks) if (this.mine.includes(routeOf(address))) this.find(address)
    while (this.waiting.length > 0) await this.see(this.waiting.shift())
    for (const route of this.others) await checkRefused(this.page, route)
    return this.kinds.size
  }
}

// What no link leads to: a customer is found by the whole phone number only, a set by whoever makes one, a simulation stands
// below its own plan, and a sheet of the company's below an account that it has.
async function beyondLinks() {
  const { items: customers } = await asStaff(`operator${run}`, 'POST', '/admin/v1/consumers/search', { phone: '13912345678' })
  const { items: paid } = await asStaff(`finance${run}`, 'GET', '/admin/v1/withdrawals?state=paid&limit=1')
  const set = await asStaff(`finance${run}`, 'POST', '/admin/v1/withdrawal-sets', { action: 'approve', withdrawals: [paid[0].id] })
  const { items: simulations } = await asStaff(`finance${run}`, 'GET', '/admin/v1/jobs?kind=commission_simulation&limit=1')
  return [`/consumers/${customers[0].id}`, `/withdrawal-sets/${set.id}`, `/commission-simulations/${simulations[0].id}`, '/company-sheets/1']
}

// A system that has just begun has its first forecast within a minute; until then the page's own request is a finding.
async function foreseen() {
  for (let tries = 0; ; tries += 1) {
    const made = await asStaff(`finance${run}`, 'GET', '/admin/v1/payout-forecast').then(() => '', String)
    if (made === '') return
    check(made.includes('payout_forecast.not_made') && tries < 45, made)
    await pause(2000)
  }
}

async function walk(role, name, theme, addresses) {
  const one = new Walk(role, name, theme)
  await one.begin()
  const count = await one.all(addresses)
  return `${role} ${count}`
}

export default async function () {
  await step('the first forecast of a new system is made', foreseen)
  const addresses = await step('what no link leads to', beyondLinks)
  for (const pair of [[['finance', 'finance', 'light'], ['auditor', 'auditor', 'dark']], [['operator', 'operator', 'light'], ['admin', 'admin', 'dark']]]) {
    await step(`every page of ${pair[0][0]} and ${pair[1][0]}, in two languages and widths`, async () => {
      const ended = await Promise.allSettled(pair.map(([role, name, theme]) => walk(role, `${name}${run}`, theme, addresses)))
      for (const { reason } of ended) if (reason) throw reason
      console.log(`            ${ended.map(({ value }) => value).join(' pages, ')} pages`)
    })
  }
  const unseen = walkable.filter(({ path }) => !opened.has(path)).map(({ path }) => path)
  check(unseen.length === 0, `no link led anybody to ${unseen}`)
}
