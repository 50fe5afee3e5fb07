// The pages there are, read from the console's own routes: whoever adds a page has added it here.
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../console/src/pages/', import.meta.url)

// A routes.ts is JavaScript but for its types.
async function routesOf(noun) {
  const text = readFileSync(new URL(`${noun}/routes.ts`, folder), 'utf8').replace(/^import type .*$/gm, '').replace(/ satisfies [\w[\]]+/, '')
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)).default
}

const nouns = readdirSync(folder).filter((noun) => readdirSync(new URL(noun, folder)).includes('routes.ts'))

const patternOf = (path) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)

export const routes = (await Promise.all(nouns.map(routesOf))).flat().map(({ path, meta }) => ({ path, ...meta, pattern: patternOf(path), isNamed: path.includes(':') }))

// A path that is written out stands before one with a name in it.
export const routeOf = (path) => routes.filter(({ pattern }) => pattern.test(path)).sort((a, b) => Number(a.isNamed) - Number(b.isNamed))[0]

// The nouns of the texts: "withdrawal.title" on a page is a text that is missing.
export const nounsOfTexts = readdirSync(new URL('../texts/', folder)).map((file) => file.replace('.ts', '')).filter((noun) => noun !== 'texts')
