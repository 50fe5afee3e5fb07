// An administrator adds a member of staff, who enrols with the initial password; their session is listed and ended; a reset
// sends them through enrolment again.
import { execFileSync } from 'node:child_process'
import { inspect, openPage, pageOf, photograph, settle, visit } from '../browser.mjs'
import { agree, problemOf } from '../dialogs.mjs'
import { glance, judge } from '../glance.mjs'
import { base, pause, run } from '../people.mjs'
import { check, step, trouble } from '../troubles.mjs'

const name = `new.hand${run}`
const password = `a fine harbour ${run}`

function codeFrom(secret, later = 0) {
  const when = new Date(Date.now() + later * 30_000).toISOString().slice(0, 19).replace('T', ' ')
  return execFileSync('oathtool', ['--totp', '--base32', '--now', `${when} UTC`, secret], { encoding: 'utf8' }).trim()
}

// In both widths: the markup is the same, so axe reads it once. Outside of the frame there is no title to glance at.
async function lookAt(page, what) {
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page)
    if (await page.locator('.bar').isVisible()) judge(await glance(page, what), `${what}, ${width}`)
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (tooWide > 0) trouble(`${what} is ${tooWide} pixels too wide at ${width}`)
    await photograph(page, `${what}-${width}`)
  }
  await inspect(page, what)
}

// What a dialog shows once, line by line; it goes when somebody says that it is kept.
async function kept(page) {
  const dialog = page.locator('.el-dialog:visible')
  await dialog.locator('[data-action=kept]').waitFor()
  const lines = await dialog.locator('dd').allInnerTexts()
  await dialog.locator('[data-action=kept]').click()
  await dialog.waitFor({ state: 'hidden' })
  await settle(page)
  return lines
}

async function add(page) {
  await visit(page, '/staff')
  await page.click('[data-action=add]')
  await page.fill('input[name=new_login_name]', name)
  await lookAt(page, 'the dialog for somebody new')
  await page.locator('.el-dialog:visible .el-dialog__footer .el-button--primary').click()
  await page.locator('[data-action=kept]').waitFor()
  await lookAt(page, 'an initial password')
  const [whose, initial, ...more] = await kept(page)
  check(whose === name && more.length === 0, `handed out for ${whose}, and ${more}`)
  await visit(page, `/staff?name=${name}`)
  await lookAt(page, '/staff')
  return initial
}

// The first time: no code. Ends on the page of enrolment.
async function begin(page, initial) {
  await page.goto(`${base}/console/`)
  await page.fill('input[name=login_name]', name)
  await page.fill('input[name=password]', initial)
  for (let tries = 0; tries < 12; tries += 1) {
    await page.click('button[type=submit]')
    await Promise.race([page.locator('[data-secret]').waitFor(), page.locator('.problem').waitFor()])
    if (await page.locator('[data-secret]').isVisible()) return settle(page)
    check((await problemOf(page)).includes('rate.limited'), `${name} cannot begin`)
    await pause(6000)
  }
  throw new Error(`${name} cannot begin`)
}

const secretOn = async (page) => (await page.locator('[data-secret]').innerText()).replace(/\s/g, '')

async function confirm(page, code) {
  await page.fill('input[name=new_password]', password)
  await page.fill('input[name=repeat_password]', password)
  await page.fill('input[name=totp]', code)
  await page.keyboard.press('Enter')
}

async function seeSecrets(page, initial) {
  await begin(page, initial)
  const first = await secretOn(page)
  await page.goto(`${base}/console/withdrawals`)
  await page.waitForSelector('[data-secret]')
  const secret = await secretOn(page)
  check(secret !== first, 'a secret is shown twice')
  await lookAt(page, 'enrolment')
  await page.getByRole('button', { name: 'English' }).click()
  await settle(page)
  check((await secretOn(page)) === secret, 'another language brings another secret')
  await lookAt(page, 'enrolment in English')
  return secret
}

async function enrol(page, secret) {
  await confirm(page, codeFrom(secret, 9))
  check((await problemOf(page)).includes('step_up.refused'), `a wrong code says: ${await problemOf(page)}`)
  await confirm(page, codeFrom(secret))
  await page.locator('[data-action=kept]').waitFor()
  await lookAt(page, 'recovery codes')
  check((await kept(page)).length >= 8, 'few recovery codes')
  await page.locator('.bar').waitFor()
  await visit(page, '/account')
  check((await page.locator('tbody tr').count()) === 1, 'not one session')
  await lookAt(page, '/account')
  check((await page.locator('nav a[href="/console/staff"]').count()) === 0, 'an operator sees staff in the menu')
}

export default async function () {
  const admin = await pageOf(`admin${run}`)
  const person = await openPage({ expected: [403] })
  const initial = await step('an administrator adds somebody, and is shown an initial password and nothing else of theirs', () => add(admin))
  const secret = await step('who sees nothing but enrolment, and each secret once', () => seeSecrets(person, initial))
  await step('confirms it by a code, keeps the recovery codes, and is in', () => enrol(person, secret))
  await step('the administrator ends their session, and their next step asks for a sign-in', async () => {
    await admin.locator('tbody tr', { hasText: name }).locator('a').click()
    await settle(admin)
    await lookAt(admin, 'sessions of somebody')
    await admin.locator('tbody tr button').click()
    await agree(admin)
    check((await admin.locator('tbody tr button').count()) === 0, 'the session is still there')
    await person.goto(`${base}/console/account`)
    await person.waitForSelector('input[name=password]')
  })
  await step('a reset leads through enrolment again', async () => {
    await visit(admin, `/staff?name=${name}`)
    await admin.locator('tbody tr button').last().click()
    await agree(admin)
    const again = (await kept(admin))[1]
    check(again !== initial, 'an initial password comes twice')
    await begin(person, again)
    check((await secretOn(person)) !== secret, 'a secret comes twice')
  })
}
