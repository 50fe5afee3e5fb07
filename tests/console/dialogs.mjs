// What pages ask before a deed.
import { settle } from './browser.mjs'

// Element Plus's own question: yes.
export async function agree(page) {
  const box = page.locator('.el-message-box')
  const text = await box.innerText()
  await box.locator('.el-message-box__btns .el-button--primary').click()
  await box.waitFor({ state: 'hidden' })
  await settle(page)
  return text
}

// The dialog that asks why; answers what it says.
export async function giveReason(page, reason) {
  const dialog = page.locator('.el-dialog:visible')
  await dialog.locator('textarea').fill(reason)
  const text = await dialog.innerText()
  await dialog.locator('.el-dialog__footer .el-button').last().click()
  await dialog.waitFor({ state: 'hidden' })
  await settle(page)
  return text
}

// The list of choices that bears this name: opened where people click, and ready to be typed into.
export async function openChoices(page, name) {
  await page.locator('.el-select', { has: page.getByRole('combobox', { name, exact: true }) }).click()
}

// An option of a list that is open.
export async function pick(page, text) {
  await page.locator('.el-select-dropdown__item:visible', { hasText: text }).first().click()
  await settle(page)
}

// The problem that a page shows, with its stable code.
export const problemOf = (page) => page.locator('.problem').first().innerText()
