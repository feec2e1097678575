import { describe, expect, it } from '@jest/globals'
import { makeInert, oneLine, outputTail } from './make-inert.js'

describe('makeInert', () => {
  it('keeps text, lines and tabs as they are', () => {
    expect(makeInert('Grüße\t✓ 日本 👍\n')).toBe('Grüße\t✓ 日本 👍\n')
  })

  it.each([
    ['a terminal escape', '\u001b]0;owned\u0007'],
    ['a zero byte', 'a\0b'],
    ['a C1 control', '\u009b31m'],
    ['a change of text direction', 'user\u202egpj.exe'],
    ['an invisible character', 'pass\u200bword'],
    ['half a surrogate pair', '\ud800x'],
    ['a tag character', '\u{e0041}'],
  ])('takes the effect of %s', (_, hostile) => {
    const active = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\ud800-\udfff]|[\u{e0000}-\u{e007f}]/u

    expect(active.test(hostile)).toBe(true)
    expect(active.test(makeInert(hostile))).toBe(false)
  })

  it('reads a carriage return as a new line, so that nothing is written over', () => {
    expect(makeInert('FAILED\rpassed\r\nend')).toBe('FAILED\npassed\nend')
  })
})

describe('outputTail', () => {
  it('drops colours and keeps the last 8,000 characters', () => {
    const tail = outputTail(`first\n${'x'.repeat(9000)}\u001b[31mlast\u001b[0m`)

    expect(tail).toHaveLength(8000)
    expect(tail.endsWith('xxxlast')).toBe(true)
  })
})

describe('oneLine', () => {
  it('puts a text on one line and says that there was more', () => {
    expect(oneLine('one\n  two\tthree', 100)).toBe('one two three')
    expect(oneLine('abcdef', 4)).toBe('abc…')
  })
})
