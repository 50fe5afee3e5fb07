// A browser that ends the run when a page asks another host, breaks the policy, logs an error or gets a 500.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

export const base = process.argv[2]
export const run = process.env.FENRUN_RUN
const shots = process.env.FENRUN_SCREENSHOTS
const troubles = []

export const trouble = (text) => troubles.push(text)

export function check(isTrue, text) {
  if (!isTrue) throw new Error(text)
}

export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })

// The one-time code of a person, of this half minute or of a later one.
export function codeOf(name, later = 0) {
  const { totp_secret: secret } = staffOf(name)
  const when = new Date(Date.now() + later * 30_000).toISOString().slice(0, 19).replace('T', ' ')
  return execFileSync('oathtool', ['--totp', '--base32', '--now', `${when} UTC`, secret], { encoding: 'utf8' }).trim()
}

export function staffOf(name) {
  return JSON.parse(readFileSync(`${process.env.FENRUN_SAMPLE}/staff-${name}`, 'utf8'))
}

function watch(page, expected) {
  page.on('request', (request) => {
    const address = request.url()
    if (!address.startsWith(`${base}/`) && !address.startsWith('blob:')) trouble(`a request to ${address}`)
  })
  page.on('response', (response) => response.status() >= 500 && trouble(`${response.status()} ${response.url()}`))
  page.on('pageerror', (error) => trouble(`an error in the page: ${error.message}`))
  page.on('console', (message) => {
    // A refusal that the journey wants is logged by the browser as a resource that failed.
    const isRefusal = message.text().startsWith('Failed to load resource') && expected.some((status) => message.text().includes(`status of ${status}`))
    if (message.type() === 'error' && !isRefusal) trouble(`the browser's console: ${message.text()}`)
  })
}

export async function openPage({ width, language, expected = [], theme = 'light' }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, ignoreHTTPSErrors: true, colorScheme: theme, reducedMotion: 'reduce', acceptDownloads: true })
  await context.addInitScript((chosen) => {
    localStorage.setItem('fenrun.language', chosen)
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))
  }, language)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  watch(page, [401, 429, ...expected])
  return page
}

export async function signIn(page, name) {
  const staff = staffOf(name)
  await page.goto(`${base}/console/`)
  await page.fill('input[name=login_name]', staff.login_name)
  await page.fill('input[name=password]', staff.password)
  for (let tries = 0; tries < 12; tries += 1) {
    await page.fill('input[name=totp]', codeOf(name))
    await page.click('button[type=submit]')
    await Promise.race([page.locator('.bar').waitFor(), page.locator('.problem').waitFor()])
    if (await page.locator('.bar').isVisible()) return
    // A minute has only so many logins for one address.
    check((await page.locator('.problem').innerText()).includes('rate.limited'), `${name} cannot sign in`)
    await page.waitForTimeout(6000)
  }
  throw new Error(`${name} cannot sign in`)
}

export async function visit(page, path) {
  await page.goto(`${base}/console${path}`)
  await page.waitForSelector('main .panel, main .tile')
  await page.waitForLoadState('networkidle')
}

// look PAGE NAME: axe finds nothing serious, and a picture for people.
export async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  for (const violation of violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')) {
    trouble(`axe, ${name}: ${violation.id} at ${violation.nodes.map((node) => `${node.target}: ${node.html.slice(0, 120)}`).join(' | ')}`)
  }
  await photograph(page, name)
}

export async function photograph(page, name) {
  if (shots === undefined) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
}

export async function end() {
  await browser.close()
  for (const text of troubles) console.error(text)
  if (troubles.length > 0) process.exit(1)
}
