// node main.mjs JOURNEY...: plays the journeys one after the other and ends with 1 when something was wrong.
import { axeCost, endBrowser } from './browser.mjs'
import { endReplies } from './replies.mjs'
import { play, report } from './troubles.mjs'

for (const name of process.argv.slice(2)) {
  const { default: journey } = await import(`./journeys/${name}.mjs`)
  await play(name, journey)
}
await endReplies()
await endBrowser()
console.log(`   ${axeCost()}`)
process.exitCode = report() > 0 ? 1 : 0
