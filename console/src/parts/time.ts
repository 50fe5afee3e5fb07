// The server writes RFC 3339 at +08:00, the zone of the business: shown as it stands, whatever the browser's zone.
export function shownTime(time: string | null | undefined): string {
  return time ? time.slice(0, 19).replace('T', ' ') : '–'
}

// The present day in China, some days ago or ahead.
export function dayInChina(daysAgo = 0): string {
  return new Date(Date.now() + (8 * 3600 - daysAgo * 86_400) * 1000).toISOString().slice(0, 10)
}

// The present minute in China, as the server takes a time.
export function minuteInChina(): string {
  return `${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16)}:00+08:00`
}

// "2026-11", so many months before the present one.
export function monthInChina(monthsAgo = 0): string {
  const [year = 0, month = 0] = dayInChina().split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - monthsAgo, 1)).toISOString().slice(0, 7)
}

// The first instants of a month, "2026-11", and of the one after it.
export function boundsOf(month: string): { from: string; until: string } {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)
  return { from: `${month}-01T00:00:00+08:00`, until: `${next}-01T00:00:00+08:00` }
}
