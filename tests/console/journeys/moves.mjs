// A dealer is moved below another: what it would do is shown first, what cannot be is refused with the reason, and what
// was shown is what is done.
import { inspect, pageOf, settle, visit } from '../browser.mjs'
import { giveReason, search } from '../dialogs.mjs'
import { asStaff, run } from '../people.mjs'
import { joinDealer } from '../shop.mjs'
import { check, step } from '../troubles.mjs'

const operator = `operator${run}`

const preview = async (page) => {
  await page.getByRole('button', { name: '预览', exact: true }).click()
  await page.waitForSelector('[data-action=move]')
  await settle(page)
  return page.locator('tbody tr').innerText()
}

export default async function () {
  const above = `上级${run}`
  const below = `迁移${run}`
  const [parent, child] = await step('two dealers join', async () => [await joinDealer(operator, above), await joinDealer(operator, below)])
  const page = await pageOf(operator)
  await step('one moves below the other: previewed, with a reason, done', async () => {
    await visit(page, '/dealer-moves')
    await search(page, '要移动的经销商', below)
    await search(page, '新上级', above)
    const row = await preview(page)
    check(/一级 → 二级/.test(row) && row.includes('可以移动'), `the preview says ${row}`)
    await inspect(page, 'the preview of a move')
    await page.click('[data-action=move]')
    await giveReason(page, '区域调整')
    const moved = await asStaff(operator, 'GET', `/admin/v1/dealers/${child.id}`)
    check(moved.parent_id === parent.id && moved.level === 2, `the dealer stands below ${moved.parent_name} at level ${moved.level}`)
  })
  await step('nobody is moved below their own branch', async () => {
    await visit(page, '/dealer-moves')
    await search(page, '要移动的经销商', above)
    await search(page, '新上级', below)
    const row = await preview(page)
    check(!row.includes('可以移动') && (await page.locator('[data-action=move]').isDisabled()), `the preview says ${row}`)
  })
  await step('the dealer\'s page shows whom they stand below', async () => {
    await visit(page, `/dealers/${child.id}`)
    check((await page.locator('main').innerText()).includes(above), `the page shows ${await page.locator('main').innerText()}`)
  })
}
