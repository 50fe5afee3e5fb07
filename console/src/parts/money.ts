// Money is an integer of fen from the server to the page. Yuan exist as text only: no division, no float.
export function yuanOf(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not an amount in fen: ${fen}`)
  const digits = String(fen).replace('-', '').padStart(3, '0')
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${yuan}.${digits.slice(-2)}`
}

// What a person typed, in yuan; null: not an amount. A comma stands before three digits: "1,50" is no amount.
export function fenOf(text: string): number | null {
  const match = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (match === null) return null
  return Number(`${match[1]?.replace(/,/g, '')}${(match[2] ?? '').padEnd(2, '0')}`)
}
