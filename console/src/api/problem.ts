// What the server says when it does not do as asked (RFC 9457), or that it cannot be reached.
import type { components } from './schema'

type ProblemBody = components['schemas']['Problem']

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly traceId: string,
    readonly errors: { pointer: string; detail: string }[] = [],
  ) {
    super(`${code}: ${detail}`)
  }

  // Whether the same request, sent again, may still be answered with what the first one did.
  get isOpen(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429 || this.code === 'idempotency.running'
  }

  static unreachable(): ApiProblem {
    return new ApiProblem(0, 'console.unreachable', '', '')
  }
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const traceId = response.headers.get('X-Request-Id') ?? ''
  try {
    const body = (await response.json()) as ProblemBody
    return new ApiProblem(response.status, body.code, body.detail, body.trace_id, body.errors)
  } catch {
    return new ApiProblem(response.status, 'console.no_problem', response.statusText, traceId)
  }
}
