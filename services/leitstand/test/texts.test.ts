import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { eventTypes } from '@heimgewebe/contracts'

const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../web/texts.${language}.json`, import.meta.url), 'utf8')) as Record<string, string>

const en = read('en')
const de = read('de')
const places = (text: string | undefined): string[] => (text?.match(/\{\w+\}/g) ?? []).sort()
/** Sentences of events: the service says them in English, the page in other languages. */
const isLine = (key: string): boolean => key.startsWith('line.')

describe('the texts', () => {
  it('are there in both languages', () => {
    expect(
      Object.keys(de)
        .filter((key) => !isLine(key))
        .sort(),
    ).toEqual(Object.keys(en).sort())
  })

  it.each(Object.keys(en))('have the same places in %s', (key) => {
    expect(places(de[key])).toEqual(places(en[key]))
    expect(de[key]).not.toBe('')
  })

  it('name every event type', () => {
    expect(
      Object.keys(en)
        .filter((key) => key.startsWith('type.'))
        .sort(),
    ).toEqual(eventTypes.map((type) => `type.${type}`))
  })

  it('say sentences of known types only', () => {
    const types: readonly string[] = eventTypes
    expect(Object.keys(de).filter((key) => isLine(key) && !types.includes(key.slice(5)))).toEqual([])
  })
})
