// A campaign gets words of its own, and a dealer's poster shows them: the picture that the operator sees is the one that
// the dealer gets.
import { inspect, pageOf, photograph, settle, visit } from '../browser.mjs'
import { search } from '../dialogs.mjs'
import { asStaff, run, sampleDealer } from '../people.mjs'
import { check, step } from '../troubles.mjs'

const operator = `operator${run}`

// Of the picture that stands on the page.
async function drawn(page, act) {
  const before = await page.locator('[data-poster]').getAttribute('src', { timeout: 1000 }).catch(() => '')
  await act()
  await page.waitForFunction((old) => (document.querySelector('[data-poster]')?.src ?? old) !== old, before)
  const picture = page.locator('[data-poster]')
  const size = await picture.evaluate(async (image) => (await image.decode(), `${image.naturalWidth} × ${image.naturalHeight}`))
  check(size === '750 × 1200', size)
  return (await picture.getAttribute('src')).replace('data:image/png;base64,', '')
}

export default async function posters() {
  const page = await pageOf(operator)
  const name = `海报活动${run}`
  const campaign = await step('a campaign is opened with words for its posters', async () => {
    const [from, until] = [1, 20].map((days) => new Date(Date.now() + days * 86_400_000).toISOString())
    await asStaff(operator, 'POST', '/admin/v1/campaigns', { name, starts_at: from, ends_at: until, slogan: '第一泡送给家人' })
    await visit(page, '/campaigns')
    const row = page.locator('tbody tr', { hasText: name })
    check((await row.innerText()).includes('第一泡送给家人'), await row.innerText())
    const { items } = await asStaff(operator, 'GET', '/admin/v1/campaigns?limit=1')
    return items[0]
  })
  const first = await step("the dealer's poster of the campaign is shown", async () => {
    await visit(page, `/posters?campaign=${campaign.id}`)
    const picture = await drawn(page, () => search(page, '经销商', '王一店'))
    await inspect(page, 'posters')
    await photograph(page, 'posters')
    return picture
  })
  await step('it is the one that the dealer gets', async () => {
    const dealer = await sampleDealer(0)
    const own = await dealer.picture(`/api/v1/dealer/poster?campaign=${campaign.id}`)
    check(own === first, `${own.length} and ${first.length} characters`)
  })
  await step('other words make another poster', async () => {
    await visit(page, '/campaigns')
    await page.locator('tbody tr', { hasText: name }).getByRole('button', { name: '修改标语' }).click()
    const dialog = page.locator('.el-dialog:visible')
    await dialog.locator('input').fill('春茶第一采')
    await dialog.locator('.el-dialog__footer .el-button').last().click()
    await dialog.waitFor({ state: 'hidden' })
    await settle(page)
    check((await page.locator('tbody tr', { hasText: name }).innerText()).includes('春茶第一采'), 'the list has the old words')
    await visit(page, `/posters?campaign=${campaign.id}`)
    const second = await drawn(page, () => search(page, '经销商', '王一店'))
    check(second !== first, 'the same picture')
  })
}
