// Every reply of the API that a page gets is judged by docs/openapi.yaml, by the judge of tests/api_fuzz. A page asks for
// nothing that its person may not see: the judge blames a refusal for want of a permission, too.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { trouble } from './troubles.mjs'

const require = createRequire(new URL('../api_fuzz/', import.meta.url))
const { Document } = require('./document.cjs')
const { Judge } = require('./judge.cjs')

const document = new Document(fileURLToPath(new URL('../../docs/openapi.yaml', import.meta.url)))
const judge = new Judge(document)
const counts = { judged: 0, unread: 0 }
const underWay = new Set()

// A step that is written out stands before one that is a name.
const patterns = document.operations
  .map((operation) => ({ operation, pattern: new RegExp(`^${operation.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) }))
  .sort((a, b) => a.operation.pathParameters.length - b.operation.pathParameters.length)

const operationOf = (method, path) => patterns.find(({ operation, pattern }) => operation.method === method && pattern.test(path))?.operation

async function judgeReply(response) {
  const method = response.request().method()
  const { pathname } = new URL(response.url())
  const operation = operationOf(method, pathname)
  if (operation === undefined) return trouble(`${method} ${pathname} is not in the document`)
  let text = ''
  try {
    // Of events nothing is read: they end when the page has what it wants.
    if (response.headers()['content-type']?.startsWith('text/event-stream')) text = ':'
    else if (response.status() !== 204) text = await response.text()
  } catch {
    counts.unread += 1 // the page was left before its reply was read
    return
  }
  counts.judged += 1
  const reply = { status: response.status(), headers: response.headers(), text }
  for (const finding of judge.findings(operation, { secrets: [] }, reply)) trouble(`${operation.name}: ${finding}: ${text.slice(0, 300)}`)
}

export function watchReplies(page) {
  page.on('response', (response) => {
    if (!/^\/(admin|api)\//.test(new URL(response.url()).pathname)) return
    const work = judgeReply(response).finally(() => underWay.delete(work))
    underWay.add(work)
  })
}

export async function endReplies() {
  await Promise.all(underWay)
  console.log(`   ${counts.judged} replies of the API are as docs/openapi.yaml says (${counts.unread} more belonged to pages that were left)`)
  if (counts.judged === 0 || counts.unread * 10 > counts.judged) trouble(`${counts.unread} replies could not be read, ${counts.judged} were judged`)
}
