// One Idempotency-Key for each thing a person means to do. While a request has no final answer (the network failed, the
// server did) its key is kept, so that whoever presses the button again sends the same intent and nothing is done twice.
const open = new Map<string, string>()

export function keyOf(fingerprint: string): string {
  let key = open.get(fingerprint)
  if (key === undefined) {
    key = crypto.randomUUID()
    open.set(fingerprint, key)
  }
  return key
}

export function settle(fingerprint: string): void {
  open.delete(fingerprint)
}
