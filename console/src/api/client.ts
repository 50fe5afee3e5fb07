// The one way to the server: typed by docs/openapi.yaml, with the session's cookie and CSRF token, the language of the
// page, and an Idempotency-Key for each intent. What is not done is thrown as an ApiProblem.
import { keyOf, settle } from './intents'
import { ApiProblem, problemOf } from './problem'
import type { paths } from './schema'

type Method = 'get' | 'post' | 'put' | 'delete'
type AdminPath = Extract<keyof paths, `/admin/v1/${string}`>
type PathsOf<M extends Method> = { [P in AdminPath]: paths[P] extends Record<M, object> ? P : never }[AdminPath]
type Operation<P extends AdminPath, M extends Method> = paths[P] extends Record<M, infer O> ? O : never

type PartOf<T, Name extends string> = T extends { parameters: Record<Name, infer V extends object> } ? V : never
type QueryOf<T> = T extends { parameters: { query?: infer Q } } ? Q : never
type PathPart<P extends AdminPath, M extends Method> =
  PartOf<paths[P], 'path'> extends never ? PartOf<Operation<P, M>, 'path'> : PartOf<paths[P], 'path'>
type BodyOf<T> = T extends { requestBody: { content: { 'application/json': infer B } } } ? B : never
type Answers<T> = T extends { responses: infer R } ? R : never
type JsonOf<R> = R extends { content: { 'application/json': infer J } } ? J : never
export type Answer<P extends AdminPath, M extends Method> =
  Answers<Operation<P, M>> extends infer R
    ? R extends { 200: infer A } ? JsonOf<A> : R extends { 201: infer A } ? JsonOf<A> : void
    : never

type Needed<Name extends string, T> = [T] extends [never] ? { [K in Name]?: never } : { [K in Name]: T }
export type Asked<P extends AdminPath, M extends Method> = Needed<'path', PathPart<P, M>> &
  Needed<'body', BodyOf<Operation<P, M>>> & { query?: QueryOf<Operation<P, M>> | undefined }
type Arguments<T> = {} extends T ? [asked?: T] : [asked: T]

interface Loose {
  path?: Record<string, string | number>
  query?: Record<string, unknown>
  body?: unknown
}

// What the frame knows and every request carries.
export const caller = { csrfToken: '', language: 'zh-CN', onSignedOut: () => {} }

export function addressOf(template: string, asked: Loose = {}): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(asked.path?.[name])))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

// Whom the server refuses there was not signed in.
const login: AdminPath = '/admin/v1/login'

async function send(method: Method, address: string, headers: Record<string, string>, body?: BodyInit): Promise<Response> {
  const init: RequestInit = { method: method.toUpperCase(), headers, credentials: 'same-origin', cache: 'no-store' }
  if (body !== undefined) init.body = body
  let response: Response
  try {
    response = await fetch(address, init)
  } catch {
    throw ApiProblem.unreachable()
  }
  if (response.ok) return response
  const problem = await problemOf(response)
  if (response.status === 401 && address !== login) caller.onSignedOut()
  throw problem
}

async function ask(method: Method, template: string, asked: Loose = {}, file?: File): Promise<unknown> {
  const address = addressOf(template, asked)
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': caller.language }
  const body = file ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body))
  if (body !== undefined) headers['Content-Type'] = file ? 'application/octet-stream' : 'application/json'
  const fingerprint = `${method} ${address} ${file ? `${file.size} ${file.lastModified}` : body}`
  if (method !== 'get') headers['X-CSRF-Token'] = caller.csrfToken
  if (method === 'post') headers['Idempotency-Key'] = keyOf(fingerprint)
  try {
    const response = await send(method, address, headers, body)
    const answer: unknown = response.status === 204 ? undefined : await response.json()
    settle(fingerprint)
    return answer
  } catch (failure) {
    if (failure instanceof ApiProblem && !failure.isOpen) settle(fingerprint)
    throw failure instanceof ApiProblem ? failure : ApiProblem.unreachable()
  }
}

export const get = <P extends PathsOf<'get'>>(path: P, ...[asked]: Arguments<Asked<P, 'get'>>) =>
  ask('get', path, asked as Loose) as Promise<Answer<P, 'get'>>
export const post = <P extends PathsOf<'post'>>(path: P, ...[asked]: Arguments<Asked<P, 'post'>>) =>
  ask('post', path, asked as Loose) as Promise<Answer<P, 'post'>>
export const put = <P extends PathsOf<'put'>>(path: P, ...[asked]: Arguments<Asked<P, 'put'>>) =>
  ask('put', path, asked as Loose) as Promise<Answer<P, 'put'>>
export const remove = <P extends PathsOf<'delete'>>(path: P, ...[asked]: Arguments<Asked<P, 'delete'>>) =>
  ask('delete', path, asked as Loose) as Promise<Answer<P, 'delete'>>

// A file of a person's, as the whole body.
export const upload = <P extends PathsOf<'post'>>(path: P, query: Record<string, string>, file: File) =>
  ask('post', path, { query }, file) as Promise<Answer<P, 'post'>>

// A file of the server, saved under a name by the browser.
export async function download(address: string, name: string): Promise<void> {
  const response = await send('get', address, { 'Accept-Language': caller.language })
  const bytes = await response.blob().catch(() => Promise.reject(ApiProblem.unreachable()))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// A picture of the server as the address of an <img>; what is not drawn is thrown, as with all the rest.
export async function pictureOf(address: string): Promise<string> {
  const response = await send('get', address, { 'Accept-Language': caller.language })
  const bytes = await response.blob().catch(() => Promise.reject(ApiProblem.unreachable()))
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('the picture cannot be read'))
    reader.readAsDataURL(bytes)
  })
}
