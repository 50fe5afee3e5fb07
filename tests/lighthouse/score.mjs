// Lighthouse's score of accessibility for a page as it stands: who is signed in is a cookie, and nothing is measured but
// what is there. No other host is asked.
import { snapshot } from 'lighthouse'
import puppeteer from 'puppeteer-core'

// Answers { score(address) → { score, failed }, end() }.
export async function openLighthouse({ width, cookie }) {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
    acceptInsecureCerts: true,
    defaultViewport: { width, height: 900 },
  })
  const page = await browser.newPage()
  await page.setCookie(cookie)
  const flags = { onlyCategories: ['accessibility'], formFactor: 'desktop', screenEmulation: { disabled: true }, throttlingMethod: 'provided' }
  return {
    async score(address) {
      await page.goto(address, { waitUntil: 'networkidle0' })
      const { lhr } = await snapshot(page, { flags })
      const { score, auditRefs } = lhr.categories.accessibility
      const failed = auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
      return { score, failed: failed.map(({ id }) => id) }
    },
    end: () => browser.close(),
  }
}
