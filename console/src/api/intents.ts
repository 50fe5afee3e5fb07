// One Idempotency-Key for each thing a person means to do. While a request has no final answer (the network failed, the
// server did) its key is kept, so that whoever presses the button again sends the same intent and nothing is done twice.
// Whoever does the same ten minutes later means another thing.
const longest = 10 * 60_000
const open = new Map<string, { key: string; sentAt: number }>()

export function keyOf(fingerprint: string): string {
  const now = Date.now()
  for (const [old, { sentAt }] of open) if (now - sentAt > longest) open.delete(old)
  const key = open.get(fingerprint)?.key ?? crypto.randomUUID()
  open.set(fingerprint, { key, sentAt: now })
  return key
}

export function settle(fingerprint: string): void {
  open.delete(fingerprint)
}

// Whoever signs in next means nothing of it.
export function forgetIntents(): void {
  open.clear()
}
