// A browser in which nothing passes unseen: a request to another host, a breach of the policy, an error in the console, a
// script of somebody else's, a 5xx, a reply that is not as the API's document says.
import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'
import { base, codeOf, pause, sessionOf, staffOf } from './people.mjs'
import { watchReplies } from './replies.mjs'
import { check, trouble, watchPage } from './troubles.mjs'

const shots = process.env.FENRUN_SHOTS
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
export const endBrowser = () => browser.close()

// What is under way between page and server.
const open = new WeakMap()

// A document that is left takes its requests with it, and the browser need not say so of each.
function forgetWhatIsLeft(page, underWay) {
  let ofLeftDocument = []
  page.on('response', (response) => {
    const request = response.request()
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) ofLeftDocument = [...underWay].filter((one) => one !== request)
  })
  page.on('domcontentloaded', () => ofLeftDocument.splice(0).forEach((request) => underWay.delete(request)))
}

function watch(page, expected) {
  const underWay = new Set()
  open.set(page, underWay)
  const isOver = (request) => underWay.delete(request)
  page.on('requestfinished', isOver)
  page.on('requestfailed', isOver)
  forgetWhatIsLeft(page, underWay)
  page.on('request', (request) => {
    // Progress goes on as long as a job does.
    if (request.resourceType() !== 'eventsource') underWay.add(request)
    if (!request.url().startsWith(`${base}/`) && !/^(blob|data):/.test(request.url())) trouble(`a request to ${request.url()}`)
  })
  page.on('response', (response) => response.status() >= 500 && trouble(`${response.status()} ${response.url()}`))
  page.on('pageerror', (error) => trouble(`an error in the page: ${error.message}`))
  page.on('dialog', (dialog) => {
    trouble(`a dialog of the browser: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    // A refusal that the journey wants is logged by the browser as a resource that failed.
    const isRefusal = message.text().startsWith('Failed to load resource') && expected.some((status) => message.text().includes(`status of ${status}`))
    if (['error', 'warning'].includes(message.type()) && !isRefusal) trouble(`the browser's console, at ${page.url()}: ${message.text()} ${message.location().url}`)
  })
}

// Refusals that the journey provokes are `expected`; a 429 is waited out, and an ended session is no error of the page's.
export async function openPage({ width = 1440, language = 'zh-CN', theme = 'light', expected = [] } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, ignoreHTTPSErrors: true, colorScheme: theme, reducedMotion: 'reduce', acceptDownloads: true })
  await context.addInitScript((chosen) => {
    if (localStorage.getItem('fenrun.language') === null) localStorage.setItem('fenrun.language', chosen)
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))
  }, language)
  const page = await context.newPage()
  page.setDefaultTimeout(120_000) // a machine may have other work
  watch(page, [401, 429, ...expected])
  watchPage(page)
  watchReplies(page)
  return page
}

// A page of somebody who has signed in already.
export async function pageOf(name, options) {
  const page = await openPage(options)
  const { cookie } = await sessionOf(name)
  await page.context().addCookies([{ name: '__Host-fenrun', value: cookie, url: base, secure: true, httpOnly: true }])
  return page
}

// settle PAGE: nothing is under way any more, and what came is drawn.
export async function settle(page) {
  const underWay = open.get(page)
  for (let quiet = 0, tries = 0; quiet < 2; tries += 1) {
    check(tries < 1000, `never came to rest: ${[...underWay].map((request) => request.url())}`)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 10))))
    quiet = underWay.size === 0 ? quiet + 1 : 0
  }
}

export async function visit(page, path) {
  await page.goto(`${base}/console${path}`)
  await page.waitForSelector('main .panel, main .tile')
  await settle(page)
}

// On a page of the console: what the browser does with "back", without loading everything anew.
export async function go(page, path) {
  await page.evaluate((address) => {
    history.pushState(null, '', address)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, `/console${path}`)
  await settle(page)
}

// The form of the sign-in page, where the page is there already.
export async function signInHere(page, name) {
  const { login_name: loginName, password } = staffOf(name)
  await page.fill('input[name=login_name]', loginName)
  await page.fill('input[name=password]', password)
  for (let tries = 0; tries < 12; tries += 1) {
    await page.fill('input[name=totp]', await codeOf(name))
    await page.click('button[type=submit]')
    await Promise.race([page.locator('.bar').waitFor(), page.locator('.problem').waitFor()])
    if (await page.locator('.bar').isVisible()) return settle(page)
    // A minute has only so many logins for one address.
    check((await page.locator('.problem').innerText()).includes('rate.limited'), `${name} cannot sign in`)
    await pause(6000)
  }
  throw new Error(`${name} cannot sign in`)
}

const axeSeconds = { runs: 0, sum: 0 }
export const axeCost = () => `${axeSeconds.runs} times axe, ${(axeSeconds.sum / 1000).toFixed(1)} s`

// axe finds nothing serious.
export async function inspect(page, name) {
  const started = Date.now()
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode().analyze()
  axeSeconds.runs += 1
  axeSeconds.sum += Date.now() - started
  for (const violation of violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')) {
    trouble(`axe, ${name}: ${violation.id} at ${violation.nodes.map((node) => `${node.target}: ${node.html.slice(0, 120)} ${node.any.map(({ message }) => message).join(', ')}`).join(' | ')}`)
  }
}

export async function photograph(page, name) {
  if (shots === undefined) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: `${shots}/${name.replace(/[^\w.-]+/g, '_')}.png`, fullPage: true })
}
