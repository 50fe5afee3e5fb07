// A commission rule, from the first figure to the day it is in force: one person drafts and tries it on past sales, another
// sees who would gain and publishes it.
import { inspect, pageOf, settle, visit } from '../browser.mjs'
import { agree } from '../dialogs.mjs'
import { asStaff, run } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const name = `方案 ${run} "><script>isBroken=1</script>`

async function draft(page) {
  await visit(page, '/commission-plans')
  await page.click('main a[href="/console/commission-plan-draft"]')
  await settle(page)
  await page.fill('input[name=name]', name)
  const rates = page.locator('[data-rate] input, input[data-rate]')
  await rates.nth(0).fill('12')
  await rates.nth(1).fill('x')
  check(await page.locator('[data-action=save]').isDisabled(), 'half a rule can be saved')
  await rates.nth(1).fill('6.5')
  await settle(page)
  check((await page.locator('main').innerText()).includes('第 2 级得实付金额的 6.5%'), 'the rule is not said in words')
  await inspect(page, 'a draft')
  await page.click('[data-action=save]')
  await page.waitForSelector('[data-action=simulate]')
  await settle(page)
}

export default async function () {
  const operator = await pageOf(`operator${run}`)
  await step('the operator drafts a plan of two rules, each said in words', () => draft(operator))
  const simulation = await step('and tries it on the sales of the last month', async () => {
    await operator.click('[data-action=simulate]')
    await operator.waitForURL('**/commission-simulations/*')
    await operator.waitForSelector('.el-radio-button')
    await settle(operator)
    check((await operator.locator('[data-action=publish]').count()) === 0, 'an operator is offered to publish')
    return new URL(operator.url()).pathname.replace('/console', '')
  })
  await step('finance sees who gains and loses, in English, and publishes it', async () => {
    const finance = await pageOf(`finance${run}`, { width: 1024, language: 'en' })
    await visit(finance, simulation)
    await finance.locator('.el-radio-button', { hasText: 'dealer' }).click()
    await settle(finance)
    const sums = await finance.locator('main').innerText()
    check(/\d+ gain · \d+ lose/.test(sums) && sums.includes('张三店'), `by dealer the simulation shows ${sums}`)
    await finance.click('[data-action=publish]')
    await agree(finance)
    await finance.waitForURL('**/commission-plans/*')
    await settle(finance)
    check((await finance.locator('main').innerText()).includes(name), 'the plan does not bear its name')
  })
  await step('it is in force', async () => {
    const inForce = await asStaff(`operator${run}`, 'GET', '/admin/v1/commission-plan-in-force')
    check(inForce.name === name && inForce.state === 'published', `in force is ${inForce.name}`)
    await visit(operator, '/commission-plans')
    const row = await operator.locator('tbody tr', { hasText: name }).innerText()
    check(row.includes('当前生效'), `the list says ${row}`)
  })
}
