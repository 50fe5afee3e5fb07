// The people of the sample system, as the API knows them: staff with password and one-time code, and consumers and dealers
// who come from WeChat's emulator. Journeys make with them what a page is to show.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { check } from './troubles.mjs'

export const base = process.env.FENRUN_BASE
export const run = process.env.FENRUN_RUN // made names and codes are of this run alone
const emulator = process.env.FENRUN_CONTROL
const sample = process.env.FENRUN_SAMPLE
const sessions = new Map()
const lastCode = new Map()

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

// What no log may hold in clear; tests/support/private_logs.sh looks for each.
const keepOutOfLogs = (...values) => appendFileSync(`${sample}/private.txt`, values.map((value) => `${value}\n`).join(''))

// ask METHOD PATH: waits where the server says that it is too soon.
export async function ask(method, path, { headers = {}, body } = {}) {
  for (let tries = 0; ; tries += 1) {
    const reply = await fetch(`${base}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (reply.ok) return { answer: text === '' ? null : JSON.parse(text), cookies: reply.headers.getSetCookie() }
    check(reply.status === 429 && tries < 20, `${method} ${path} answered ${reply.status} ${text}`)
    await pause(1000 * Number(reply.headers.get('retry-after') ?? 5))
  }
}

export async function control(path, body, method = body === undefined ? 'GET' : 'POST') {
  const reply = await fetch(`${emulator}/${path}`, body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })
  const text = await reply.text()
  check(reply.ok, `the emulator answered ${reply.status} to ${path}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}

// until ASK FITS: asks for half a minute at most.
export async function until(find, fits) {
  for (let tries = 0; ; tries += 1) {
    const found = await find()
    if (fits(found)) return found
    check(tries < 100, `never came: ${fits}: ${JSON.stringify(found)}`)
    await pause(300)
  }
}

export const staffOf = (name) => JSON.parse(readFileSync(`${sample}/staff-${name}`, 'utf8'))

// A one-time code works once, and one of the next half minute is taken as well: waits only where both are spent.
export async function codeOf(name) {
  const now = () => Math.floor(Date.now() / 30_000)
  const wanted = Math.max(now(), (lastCode.get(name) ?? 0) + 1)
  lastCode.set(name, wanted)
  while (wanted > now() + 1) await pause(500)
  const when = new Date(wanted * 30_000).toISOString().slice(0, 19).replace('T', ' ')
  return execFileSync('oathtool', ['--totp', '--base32', '--now', `${when} UTC`, staffOf(name).totp_secret], { encoding: 'utf8' }).trim()
}

async function logIn(name) {
  const { login_name, password, totp_secret } = staffOf(name)
  const { answer, cookies } = await ask('POST', '/admin/v1/login', { body: { login_name, password, totp: await codeOf(name) } })
  const cookie = /^__Host-fenrun=([^;]+)/.exec(cookies[0])[1]
  keepOutOfLogs(password, totp_secret, cookie, answer.csrf_token)
  return { ...answer, cookie }
}

// The session of one of the staff, once for all journeys, whoever asks meanwhile.
export function sessionOf(name) {
  if (!sessions.has(name)) sessions.set(name, logIn(name))
  return sessions.get(name)
}

export async function asStaff(name, method, path, body) {
  const { cookie, csrf_token } = await sessionOf(name)
  return (await ask(method, path, { headers: { Cookie: `__Host-fenrun=${cookie}`, 'X-CSRF-Token': csrf_token, Origin: base }, body })).answer
}

// Somebody of WeChat's signs in; without an openid somebody new.
export async function signedIn(openid, scene) {
  const { code, openid: whose } = await control('login-codes', openid ? { openid } : {})
  const { answer } = await ask('POST', '/api/v1/login', { body: scene ? { code, scene } : { code } })
  keepOutOfLogs(whose, code, answer.token)
  const bearer = { Authorization: `Bearer ${answer.token}` }
  // In base64.
  const picture = async (path) => Buffer.from(await (await fetch(`${base}${path}`, { headers: bearer })).arrayBuffer()).toString('base64')
  return { openid: whose, picture, as: async (method, path, body) => (await ask(method, path, { headers: bearer, body })).answer }
}

const dealers = new Map()

// The three dealers of the sample, one below the other, each signed in once.
export async function sampleDealer(position) {
  const openid = ['oSampleDealerOne0000000001', 'oSampleDealerTwo0000000002', 'oSampleDealerThree00000003'][position]
  if (!dealers.has(openid)) dealers.set(openid, signedIn(openid))
  return dealers.get(openid)
}
