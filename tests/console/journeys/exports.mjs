// Every list that can be taken away: opened, added up again and held against what the API lists, row for row, and against
// what stands above the list.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pageOf, settle, visit } from '../browser.mjs'
import { asStaff, run } from '../people.mjs'
import { dealerIdOf } from '../shop.mjs'
import { check, step } from '../troubles.mjs'

const reader = fileURLToPath(new URL('../../support/read_workbook.py', import.meta.url))
const yuan = (fen) => (fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })
const sumOf = (values) => values.reduce((sum, value) => sum + value, 0)

async function takeAway(page) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('[data-export]')])
  check(/^[a-z-]+-\d{4}-\d\d-\d\d\.xlsx$/.test(file.suggestedFilename()), `the file is called ${file.suggestedFilename()}`)
  return Object.values(JSON.parse(execFileSync('python3', [reader, await file.path()], { encoding: 'utf8', maxBuffer: 1 << 28 })))
}

// All pages of a list.
async function listed(name, path) {
  const all = []
  for (let cursor = ''; cursor !== null; ) {
    const page = await asStaff(name, 'GET', `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    all.push(...page.items)
    cursor = page.next_cursor
  }
  return all
}

// The rows of the file; the last of the sheet adds up those above it, and nothing else.
function rowsOf([head, ...rows]) {
  const total = rows.pop()
  check(total[0] === `合计 ${rows.length} 笔`, `the last row is ${total}`)
  total.forEach((cell, column) => {
    if (typeof cell !== 'object' || cell === null) return
    const letter = String.fromCharCode(65 + column)
    const range = rows.length === 1 ? `${letter}2` : `${letter}2:${letter}${rows.length + 1}`
    check(cell.formula === `SUM(${range})`, `below "${head[column]}" stands ${cell.formula}`)
    const sum = sumOf(rows.map((row) => Math.round(row[column] * 100)))
    check(sum === Math.round(cell.value * 100), `"${head[column]}" adds up to ${sum} fen, and ${cell.value} is shown`)
  })
  return { head, rows }
}

async function compare(page, { name, address, path, keyOf, fenOf }) {
  await visit(page, address)
  await page.waitForSelector('[data-export]')
  const above = await page.locator('[data-total]').innerText()
  const [sheet, about] = await takeAway(page)
  const { head, rows } = rowsOf(sheet)
  const items = await listed(name, path)
  check(JSON.stringify(rows.map(([key]) => key)) === JSON.stringify(items.map(keyOf)), `${address}: ${rows.length} rows in the file, ${items.length} listed, or others`)
  const said = Object.fromEntries(about)
  check(Number(said['笔数']) === items.length && said['导出人'] === name, JSON.stringify(said))
  if (fenOf === undefined) return items.length
  const column = head.findIndex((title) => title.endsWith('（分）'))
  const fen = sumOf(items.map(fenOf))
  check(sumOf(rows.map((row) => Number(row[column]))) === fen && Number(said['合计（分）']) === fen, `${address}: ${fen} fen listed, the file says ${JSON.stringify(said)}`)
  check(above.includes(items.length.toLocaleString('en-US')) && above.includes(yuan(fen)), `above ${items.length} rows of ${fen} fen stands ${above}`)
  return items.length
}

export default async function exports() {
  const finance = `finance${run}`
  const dealer = await dealerIdOf(`operator${run}`, '王一店')
  const entries = `/admin/v1/dealers/${dealer}/money/entries`
  const lists = [
    { name: finance, address: '/withdrawals?state=any&gross_min_fen=1', path: '/admin/v1/withdrawals?state=any&gross_min_fen=1', keyOf: ({ id }) => id, fenOf: ({ amounts }) => amounts.gross_fen },
    { name: finance, address: '/orders', path: '/admin/v1/orders', keyOf: ({ id }) => id, fenOf: ({ total_fen: fen }) => fen },
    { name: finance, address: '/refunds?state=succeeded', path: '/admin/v1/refunds?state=succeeded', keyOf: ({ id }) => id, fenOf: ({ amount_fen: fen }) => fen },
    { name: finance, address: '/debts', path: '/admin/v1/debts', keyOf: ({ dealer_id: id }) => id, fenOf: ({ owed_fen: fen }) => fen },
    { name: finance, address: `/ledger?dealer=${dealer}`, path: entries, keyOf: ({ number }) => number, fenOf: ({ amount_fen: fen }) => fen },
    { name: `auditor${run}`, address: '/audit-log?object=' + encodeURIComponent(`dealer:${dealer}`), path: '/admin/v1/audit-log?object=' + encodeURIComponent(`dealer:${dealer}`), keyOf: ({ id }) => id },
  ]
  const pages = new Map()
  for (const list of lists) {
    await step(`${list.address} is taken away and added up again`, async () => {
      if (!pages.has(list.name)) pages.set(list.name, await pageOf(list.name))
      const page = pages.get(list.name)
      console.log(`            ${await compare(page, list)} rows`)
      await settle(page)
    })
  }
}
