import { plainMarkdown } from '@heimgewebe/decider'
import { describe, expect, it } from '@jest/globals'
import { isFresh, plainWords } from './ask-for-prose.js'

describe('isFresh', () => {
  const now = Date.UTC(2026, 2, 1, 12)
  it.each([
    ['2026-03-01T11:59:00Z', true],
    ['2026-02-28T12:00:00Z', true],
    ['2026-02-28T11:59:00Z', false],
    ['2020-01-01T00:00:00Z', false],
    ['2099-01-01T00:00:00Z', false],
  ])('takes an end at %s for news: %s', (end, fresh) => {
    expect(isFresh(end, now)).toBe(fresh)
  })
})

describe('plainWords', () => {
  it('takes back what makes a text no markup in a document', () => {
    const text = 'a_b [c](https://x.example) \\ #7 @ada <b> $1'
    expect(plainWords(plainMarkdown(text))).toBe(text)
  })
})
