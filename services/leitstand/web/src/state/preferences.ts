import { createStore } from './store.js'

export type Theme = 'system' | 'light' | 'dark'
export type Language = 'en' | 'de'

const isTheme = (text: string | null): text is Theme => text === 'light' || text === 'dark'

/** Colours, kept in this browser. */
export const theme = createStore<Theme>(pick('heimgewebe.theme', isTheme, 'system'))

/** Language, kept in this browser; at first the browser's own. */
export const language = createStore<Language>(
  pick(
    'heimgewebe.language',
    (text): text is Language => text === 'en' || text === 'de',
    navigator.language.startsWith('de') ? 'de' : 'en',
  ),
)

function pick<T extends string>(
  key: string,
  fits: (text: string | null) => text is T,
  fallback: NoInfer<T> | Theme,
): T {
  const kept = localStorage.getItem(key)
  return fits(kept) ? kept : (fallback as T)
}

const apply = (): void => {
  const { documentElement: root } = document
  root.lang = language.get()
  if (theme.get() === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme.get()
}

/** Applies the preferences, now and at each change. */
export const followPreferences = (): void => {
  apply()
  theme.watch(() => {
    localStorage.setItem('heimgewebe.theme', theme.get())
    apply()
  })
  language.watch(() => {
    localStorage.setItem('heimgewebe.language', language.get())
    apply()
  })
}
