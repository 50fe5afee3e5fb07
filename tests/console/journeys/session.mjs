// Signing in, what that loads, and what stays of a page: a filter through back and forward, an address through the end of
// a session.
import { gzipSync } from 'node:zlib'
import { openPage, settle, signInHere, inspect, visit } from '../browser.mjs'
import { closeChoices, openChoices, pick } from '../dialogs.mjs'
import { ask, base, run } from '../people.mjs'
import { check, step, trouble } from '../troubles.mjs'

const signInMax = 260_000 // bytes, packed

// Everything of the console's that was loaded so far, packed.
function weigh(page) {
  const sizes = new Map()
  page.on('response', (response) => {
    if (response.url().startsWith(`${base}/console/`) && response.status() === 200 && !sizes.has(response.url())) sizes.set(response.url(), response.body().then((body) => gzipSync(body).length))
  })
  return async () => ({ files: sizes.size, bytes: (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0) })
}

const shown = (page) => page.locator('tbody tr').allInnerTexts()
const filterOf = (page) => page.locator('main .el-select').first().innerText()

// One state more than before.
async function choose(page, state) {
  const choices = await openChoices(page, '状态')
  await pick(page, choices, state)
  await closeChoices(page, choices)
  return { address: page.url(), filter: await filterOf(page), rows: await shown(page) }
}

async function checkStill(page, wanted, how) {
  await settle(page)
  check(page.url() === wanted.address, `${how} led to ${page.url()}, not ${wanted.address}`)
  check((await filterOf(page)) === wanted.filter, `${how} shows the filter ${await filterOf(page)}, not ${wanted.filter}`)
  check(`${await shown(page)}` === `${wanted.rows}`, `${how} shows other rows: ${await shown(page)}`)
}

// As an administrator, another browser or time does.
async function endSession(page) {
  const [{ value }] = await page.context().cookies()
  const headers = { Cookie: `__Host-fenrun=${value}` }
  const { answer } = await ask('GET', '/admin/v1/me', { headers })
  await ask('POST', '/admin/v1/logout', { headers: { ...headers, 'X-CSRF-Token': answer.csrf_token } })
}

export default async function () {
  const name = `guest${run}`
  const page = await openPage()
  const weight = weigh(page)
  await step('an address that somebody sent leads to sign-in, which is light', async () => {
    await page.goto(`${base}/console/withdrawals?state=paid`)
    await page.waitForSelector('input[name=login_name]')
    await settle(page)
    await inspect(page, 'the sign-in page')
    const { files, bytes } = await weight()
    check(files > 3, `only ${files} files were seen`)
    console.log(`            ${files} files, ${Math.round(bytes / 1000)} kB packed`)
    if (bytes > signInMax) trouble(`the sign-in page loads ${bytes} bytes, packed`)
  })
  await step('and, once signed in, to that address', async () => {
    await signInHere(page, name)
    check(page.url() === `${base}/console/withdrawals?state=paid`, `signing in led to ${page.url()}`)
    const { bytes } = await weight()
    console.log(`            with frame and queue ${Math.round(bytes / 1000)} kB packed`)
    if (bytes > signInMax) trouble(`sign-in, frame and queue load ${bytes} bytes, packed`)
  })
  await step('back and forward keep the filter', async () => {
    const first = await choose(page, '待审批')
    const second = await choose(page, '已驳回')
    check(first.address !== second.address, `one filter is as the other: ${first.address}`)
    await page.click('.bar .who')
    await settle(page)
    await page.goBack()
    await checkStill(page, second, 'back')
    await page.goBack()
    await checkStill(page, first, 'back twice')
    await page.goForward()
    await checkStill(page, second, 'forward')
    await page.reload()
    await page.waitForSelector('.bar')
    await checkStill(page, second, 'reloading')
  })
  await step('an ended session leads to sign-in, and from there back to the page', async () => {
    await visit(page, '/reconciliations?state=open')
    await endSession(page)
    await page.click('nav a[href="/console/debts"]')
    await page.waitForSelector('input[name=login_name]')
    await signInHere(page, name)
    check(page.url() === `${base}/console/debts`, `signing in again led to ${page.url()}`)
    await page.goBack()
    await settle(page)
    check(page.url() === `${base}/console/reconciliations?state=open`, `back leads to ${page.url()}`)
  })
}
