import { expect, it } from '@jest/globals'
import { holdsNul, storable, withoutNul } from './storable-text.js'

it('puts U+FFFD in the place of what no store can hold, and leaves the rest', () => {
  expect(storable('a\0b\ud800c \u{1f600}')).toBe('a\ufffdb\ufffdc \u{1f600}')
  expect(storable('as it is')).toBe('as it is')
})

it('finds NUL anywhere in a value, and takes no backslash before u0000 for it', () => {
  expect([{ a: ['x\0'] }, { 'k\0': 1 }, '\0', '\\\0'].map(holdsNul)).toEqual([true, true, true, true])
  expect(['\\u0000', { a: '\\\\u0000' }, null, undefined, 7].map(holdsNul)).toEqual([false, false, false, false, false])
})

it('gives the same value without it, keys too', () => {
  const value = { 'k\0': ['\0\0', '\\\0', '\\u0000'], n: 1 }

  expect(withoutNul(value)).toEqual({ 'k\ufffd': ['\ufffd\ufffd', '\\\ufffd', '\\u0000'], n: 1 })
})
