import { describe, expect, it } from '@jest/globals'
import { contentHash, textHash } from './content-hash.js'

describe('the hash of content', () => {
  it('does not depend on the order in which members were written', () => {
    expect(contentHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(contentHash({ b: [{ d: 3, c: 2 }], a: 1 }))
  })

  it('depends on every value, its type and the order of lists', () => {
    const hashes = [{ a: 1 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, {}, null].map(contentHash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('takes a member named __proto__ as any other', () => {
    const hostile = JSON.parse('{"__proto__":{"x":1}}') as unknown
    expect(contentHash(hostile)).not.toBe(contentHash({}))
  })

  it('of a text is that of its bytes', () => {
    expect(textHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
