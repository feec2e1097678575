import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { jsonProblem } from './json-problem.js'

const of = (text: string, depth = 64): string | undefined => jsonProblem(Buffer.from(text), depth)

describe('jsonProblem', () => {
  it.each([
    ['{"__proto__":{}}', '__proto__'],
    ['{"a":[{"constructor":1}]}', 'constructor'],
    ['{"\\u005f_proto__":1}', '__proto__'],
    ['{"a":{"c\\u006fnstructor":{"prototype":{}}}}', 'constructor'],
  ])('refuses %s for its key', (text, key) => {
    expect(of(text)).toBe(`the body has a key ${key}`)
  })

  it.each([
    '{"a":"__proto__"}',
    '["constructor"]',
    '{"a":"\\u0041"}',
    '{"prototype":1}',
    '{"a":"[[[[[[[["}',
    '"\\"[[["',
    '',
  ])('leaves %s alone', (text) => {
    expect(of(text, 3)).toBeUndefined()
  })

  it('counts levels, not brackets', () => {
    expect([of('[[[]]]', 3), of('[[],[],[]]', 2)]).toEqual([undefined, undefined])
    expect(of('[[[[]]]]', 3)).toBe('the body is nested deeper than 3 levels')
  })

  it('refuses a body of brackets alone without parsing it', () => {
    const body = Buffer.alloc(8_000_000, '[')

    expect(jsonProblem(body, 64)).toMatch(/nested deeper/)
  })

  it('counts the same depth as a walk over the parsed tree', () => {
    const walk = (node: unknown): number =>
      typeof node === 'object' && node !== null ? 1 + Math.max(0, ...Object.values(node).map(walk)) : 0
    fc.assert(
      fc.property(fc.json(), (text) => {
        const depth = walk(JSON.parse(text))
        expect(of(text, depth)?.includes('nested') ?? false).toBe(false)
        if (depth > 0) expect(of(text, depth - 1)).toMatch(/nested deeper/)
      }),
    )
  })
})
