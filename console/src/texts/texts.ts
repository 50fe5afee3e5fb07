// Texts stand in pairs, Chinese first: one file for each noun in this folder, `export default { key: ['中文', 'English'] }`.
// A file `withdrawal.ts` is reached as t('withdrawal.key'); a file that is added is found by itself.
import { createI18n } from 'vue-i18n'

export type Pairs = Record<string, readonly [string, string]>
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const files = import.meta.glob<Pairs>(['./*.ts', '!./texts.ts'], { eager: true, import: 'default' })

function messagesOf(position: 0 | 1): Record<string, Record<string, string>> {
  const messages: Record<string, Record<string, string>> = {}
  for (const [file, pairs] of Object.entries(files)) {
    const noun = file.replace(/^\.\/(.*)\.ts$/, '$1')
    messages[noun] = Object.fromEntries(Object.entries(pairs).map(([key, pair]) => [key, pair[position]]))
  }
  return messages
}

export const texts = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': messagesOf(0), en: messagesOf(1) },
})
