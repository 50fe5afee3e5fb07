// What a person chose for this browser: language, light or dark, hidden columns.
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { caller } from '@/api/client'
import { languages, texts, type Language } from '@/texts/texts'

export type Theme = 'light' | 'dark'

function kept<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
  const value = localStorage.getItem(`fenrun.${name}`)
  return choices.find((choice) => choice === value) ?? otherwise
}

export const usePreferences = defineStore('preferences', () => {
  const language = ref<Language>(kept('language', languages, 'zh-CN'))
  const theme = ref<Theme>(
    kept('theme', ['light', 'dark'], matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
  )
  watch(
    language,
    (chosen) => {
      texts.global.locale.value = chosen
      caller.language = chosen
      document.documentElement.lang = chosen
      localStorage.setItem('fenrun.language', chosen)
    },
    { immediate: true },
  )
  watch(
    theme,
    (chosen) => {
      document.documentElement.classList.toggle('dark', chosen === 'dark')
      localStorage.setItem('fenrun.theme', chosen)
    },
    { immediate: true },
  )
  return { language, theme }
})
