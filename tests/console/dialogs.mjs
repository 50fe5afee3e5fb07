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

// The list of choices that bears this name: opened where people click, and ready to be typed into. Answers its options:
// another list may still be on its way out, with the same names.
export async function openChoices(page, name) {
  const field = page.getByRole('combobox', { name, exact: true })
  await page.locator('.el-select', { has: field }).click()
  await page.waitForSelector('.el-select-dropdown:visible')
  return page.locator(`[id="${await field.getAttribute('aria-controls')}"]`)
}

// An option of a list that is open.
export async function pick(page, choices, text) {
  await choices.getByRole('option').filter({ hasText: text }).first().click()
  await settle(page)
}

// A first Escape may only take back what was typed.
export async function closeChoices(page, choices) {
  for (let presses = 0; presses < 2 && (await choices.isVisible()); presses += 1) {
    await page.keyboard.press('Escape')
    await settle(page)
  }
  await choices.waitFor({ state: 'hidden' })
}

// Searches a list that asks the server, which it does a moment after the last letter, and takes what it finds.
export async function search(page, name, text) {
  const choices = await openChoices(page, name)
  const isAnswer = (response) => decodeURIComponent(new URL(response.url()).search).includes(text)
  await Promise.all([page.waitForResponse(isAnswer), page.keyboard.type(text)])
  await settle(page)
  await pick(page, choices, text)
  await closeChoices(page, choices)
}

// The problem that a page shows, with its stable code.
export const problemOf = (page) => page.locator('.problem').first().innerText()
