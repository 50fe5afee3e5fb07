// Two people of finance, an auditor and an operator at work; see README.md. Each step is printed with its seconds.
import { gzipSync } from 'node:zlib'
import { base, check, codeOf, end, look, openPage, photograph, run, signIn, trouble, visit } from './browser.mjs'

const withdrawals = process.env.FENRUN_WITHDRAWALS.split(' ')
const firstScreenMax = 260_000
const looksLikeHtml = '<img src=x onerror="window.isBroken=1">'
const begun = Date.now()
const step = (text) => console.log(`   ${((Date.now() - begun) / 1000).toFixed(1)} s  ${text}`)

async function firstScreen() {
  const page = await openPage({ width: 1440, language: 'zh-CN', expected: [403] })
  const sizes = new Map()
  page.on('response', (response) => {
    const address = response.url()
    if (address.includes('/console/') && !sizes.has(address)) sizes.set(address, response.body().then((body) => gzipSync(body).length))
  })
  await signIn(page, `finance${run}`)
  await page.waitForSelector('.tile')
  await page.click('nav a[href="/console/withdrawals"]')
  await page.waitForSelector('tbody tr')
  await page.waitForLoadState('networkidle')
  const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0)
  check(sizes.size > 5, `only ${sizes.size} files were seen`)
  return { page, bytes }
}

// The address bar keeps the state, the keyboard picks the rows.
async function selectByKeyboard(page) {
  for (const id of withdrawals.slice(0, 2)) {
    await page.locator('tbody tr', { hasText: id }).focus()
    await page.keyboard.press('Space')
  }
  check((await page.locator('tr.on').count()) === 2, 'two rows are not selected')
}

async function approve(page, name) {
  await page.click('[data-action=approve]')
  await page.click('[data-run]')
  await page.fill('input[name=totp]', '000000')
  await page.keyboard.press('Enter')
  const problem = await page.locator('.problem').innerText()
  check(/step_up\.refused/.test(problem) && /[0-9a-f]{32}/.test(problem), `a wrong code says: ${problem}`)
  await page.fill('input[name=totp]', codeOf(name, 1))
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('[aria-valuenow="100"]') !== null)
}

async function outcomes(page) {
  await page.locator('tbody .tag.fine').first().waitFor()
  return page.locator('tbody tr').allInnerTexts()
}

async function firstPerson() {
  const name = `finance${run}`
  const { page, bytes } = await firstScreen()
  check(bytes < firstScreenMax, `the first screens load ${bytes} bytes, packed`)
  step(`finance signs in; overview and queue together load ${Math.round(bytes / 1000)} kB, packed`)
  await selectByKeyboard(page)
  await photograph(page, 'queue-1440-zh')
  await approve(page, name)
  const rows = await outcomes(page)
  check(rows.length === 2 && rows.every((row) => row.includes('已处理')), `the set came to ${rows}`)
  step('two withdrawals are chosen by keyboard, previewed, a wrong code refused, approved in the background')
  return { page, set: new URL(page.url()).pathname.replace('/console', '') }
}

async function secondPerson() {
  const name = `second${run}`
  const page = await openPage({ width: 1024, language: 'en', expected: [403] })
  await signIn(page, name)
  await visit(page, '/withdrawals?state=approved_1')
  await page.getByText('All in this state').click()
  await approve(page, name)
  step('a second person approves all that waits for one, in English')
  await visit(page, `/withdrawals/${withdrawals[2]}`)
  await page.getByRole('button', { name: 'Reject', exact: true }).click()
  await page.fill('textarea', looksLikeHtml)
  await page.locator('.el-dialog').getByRole('button', { name: 'Reject', exact: true }).click()
  await page.locator('dd', { hasText: looksLikeHtml }).waitFor()
  check(await page.evaluate(() => window.isBroken === undefined), 'a reason was run as HTML')
  step('and rejects one with a reason that stays text')
  await visit(page, `/withdrawals/${withdrawals[0]}`)
  const life = await page.locator('main').innerText()
  check((life.match(/round 1/g) ?? []).length === 2, `not two approvals: ${life}`)
  return page
}

// The markup is the same in either language: axe reads it once, the width is looked at in both.
async function lookAround(page, paths, suffix, see = look) {
  for (const [name, path] of Object.entries(paths)) {
    await visit(page, path)
    await see(page, `${name}-${suffix}`)
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    const missing = /\b(frame|parts|withdrawal|payout|reconciliation|ledger|dispute|overview|session)\.[a-zA-Z]\w*/.exec(await page.locator('body').innerText())
    // The audit log names actions by their codes.
    if (missing !== null && !name.startsWith('audit')) trouble(`${name}-${suffix} has no text for ${missing[0]}`)
    if (width > 0) trouble(`${name}-${suffix} is ${width} pixels too wide`)
  }
}

async function dealerOf(page) {
  const answer = await page.evaluate((id) => fetch(`/admin/v1/withdrawals/${id}`).then((reply) => reply.json()), withdrawals[0])
  return answer.dealer
}

async function reader(name, language, width, paths) {
  const page = await openPage({ width, language, expected: [403] })
  await signIn(page, name)
  await lookAround(page, paths, `${width}-${language}`)
  return page
}

const first = await firstPerson()
const second = await secondPerson()
const dealer = await dealerOf(first.page)
const month = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 7)
const day = new Date(Date.now() - 26 * 3600_000).toISOString().slice(0, 10)
const paths = {
  overview: '/overview', paid: '/withdrawals?state=paid', life: `/withdrawals/${withdrawals[0]}`, set: first.set,
  resolutions: '/payouts/resolutions', offline: '/payouts/offline', fuse: '/payouts/fuse', days: '/reconciliations',
  day: `/reconciliations/${day}`, ledger: `/ledger?dealer=${dealer}`, statement: `/ledger/${dealer}/statements/${month}`,
  debts: '/debts', 'write-offs': '/write-offs', disputes: '/disputes', jobs: '/jobs', account: '/account',
}
await Promise.all([lookAround(first.page, paths, '1440-zh'), lookAround(second, paths, '1024-en', photograph)])
step(`${Object.keys(paths).length} pages in two languages and sizes: axe finds nothing serious`)

const auditor = await reader(`auditor${run}`, 'zh-CN', 1440, { 'audit-log': '/audit-log' })
await visit(auditor, '/withdrawals?state=requested')
check((await auditor.locator('main [data-action], main input[type=checkbox]:visible').count()) === 0, 'an auditor is offered something to do')
step('an auditor reads the log and the ledger and is offered nothing to press')

await visit(auditor, `/ledger?dealer=${dealer}`)
check((await auditor.locator('main').innerText()).includes('流水'), 'an auditor does not see the ledger')
const operator = await reader(`operator${run}`, 'en', 1024, {})
check((await operator.locator('nav a[href="/console/ledger"]').count()) === 0, 'an operator sees the ledger in the menu')
await visit(operator, '/ledger')
check((await operator.locator('main').innerText()).includes('No such page'), 'an operator sees the ledger')
step('an operator sees no ledger')
await end()
