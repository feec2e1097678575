import type { EventSummary, Parts } from '../../../src/api.js'
import de from '../../texts.de.json'
import en from '../../texts.en.json'
import { type Language, language } from '../state/preferences.js'
import { useStore } from '../state/store.js'

/** Key of a text. */
export type Key = keyof typeof en

const CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, de }

/** Texts and numbers in the person's language. */
export interface Words {
  readonly language: Language
  /** The text of a key, its `{places}` filled. With `n` = 1 the singular, where there is one. */
  t(key: Key, parts?: Parts): string
  /** The text of a key made of a name from outside, or `fallback` where there is none. */
  maybe(key: string, fallback: string, parts?: Parts): string
  number(value: number): string
  /** The sentence of an event. */
  line(event: EventSummary): string
}

const fill = (text: string, parts: Parts, number: (value: number) => string): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parts[name]
    return typeof value === 'number' ? number(value) : (value ?? '')
  })

const wordsOf = (lang: Language): Words => {
  const catalogue = CATALOGUES[lang]
  const format = new Intl.NumberFormat(lang)
  const number = (value: number): string => format.format(value)
  const maybe = (key: string, fallback: string, parts: Parts = {}): string => {
    const text = (parts['n'] === 1 && own(catalogue, `${key}.one`)) || own(catalogue, key)
    return text === undefined ? fallback : fill(text, parts, number)
  }
  return {
    language: lang,
    maybe,
    number,
    t: (key, parts) => maybe(key, key, parts),
    line: (event) => maybe(`line.${event.type}`, event.line, worded(event.parts, maybe)),
  }
}

const own = (catalogue: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(catalogue, key) ? catalogue[key] : undefined

/** Parts that hold a name of a contract, in the person's language. */
const worded = (parts: Parts, maybe: Words['maybe']): Parts => {
  const say = (group: string, name: string): Parts =>
    typeof parts[name] === 'string' ? { [name]: maybe(`${group}.${parts[name]}`, parts[name]) } : {}
  return {
    ...parts,
    ...say('verdict', 'verdict'),
    ...say('verdict', 'outcome'),
    ...say('severity', 'severity'),
    ...say('outcome', 'kind'),
    ...say('chosen', 'chosen'),
    ...say('risk', 'level'),
  }
}

const BY_LANGUAGE: Readonly<Record<Language, Words>> = { en: wordsOf('en'), de: wordsOf('de') }

/** The texts in the language of the person. */
export const useWords = (): Words => BY_LANGUAGE[useStore(language)]
