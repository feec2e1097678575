import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ChainVerifier, type ChainProblem } from './chain-verifier.js'
import { GENESIS, type LogRow, parseLine, sealLine, sealLines } from './line.js'

const rows = fc
  .array(
    fc.record({
      body: fc.dictionary(fc.string({ unit: 'binary' }), fc.json(), { maxKeys: 4 }),
      streamversion: fc.integer({ min: 1, max: 99 }),
    }),
    { minLength: 3, maxLength: 12 },
  )
  .map((list): LogRow[] =>
    list.map(({ body, streamversion }, index) => ({
      position: index + 1,
      streamversion,
      recorded: '2026-11-21T09:00:00.123456Z',
      body: JSON.stringify({ specversion: '1.0', ...body }),
    })),
  )

const chainOf = (list: readonly LogRow[]): string[] => {
  let previous = GENESIS
  return list.map((row) => {
    const { text, hash } = sealLine(row, previous)
    previous = hash
    return text
  })
}

const verify = (lines: readonly string[], last: number): ChainProblem | undefined => {
  const verifier = new ChainVerifier()
  for (const [index, text] of lines.entries()) verifier.take('log', index + 1, text)
  verifier.endOfFile('log', lines.length, last)
  return verifier.problem
}

const withIndex = rows.chain((list) => fc.tuple(fc.constant(list), fc.nat(list.length - 1), fc.nat(list.length - 1)))

describe('the chain of a log', () => {
  it('gives every row back as it was, and finds nothing wrong', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const lines = chainOf(list)
        expect(lines.map(parseLine)).toMatchObject(list)
        expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(
          list.map(({ position }) => ({ position })),
        )
        expect(verify(lines, list.length)).toBeUndefined()
      }),
    )
  })

  it('is the same whether its lines are made one by one or as the bytes of one write', () => {
    fc.assert(
      fc.property(withIndex, ([list, at]) => {
        const lines = chainOf(list)
        const [first, second] = [list.slice(0, at), list.slice(at)]
        const before = sealLines(first, GENESIS)
        const after = sealLines(second, before.hash)
        expect(Buffer.concat([before.bytes, after.bytes]).toString()).toBe(lines.map((line) => `${line}\n`).join(''))
        expect(parseLine(lines.at(-1)!)).toMatchObject({ previous: after.previous, hash: after.hash })
      }),
    )
  })

  it('finds a change of any character of any line, and names the line', () => {
    fc.assert(
      fc.property(
        withIndex,
        fc.nat(),
        fc.string({ minLength: 0, maxLength: 3, unit: 'binary' }),
        ([list, at], where, put) => {
          const lines = chainOf(list)
          const text = lines[at]!
          const cut = where % text.length
          fc.pre(text[cut] !== put)
          lines[at] = text.slice(0, cut) + put + text.slice(cut + 1)
          expect(verify(lines, list.length)).toMatchObject({ kind: 'changed', line: at + 1, position: at + 1 })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('finds a line that was made anew with a hash that fits', () => {
    fc.assert(
      fc.property(withIndex, ([list, at]) => {
        fc.pre(at < list.length - 1)
        const lines = chainOf(list)
        const line = parseLine(lines[at]!)!
        lines[at] = sealLine({ ...line, body: '{"forged":true}' }, line.previous).text
        expect(verify(lines, list.length)).toMatchObject({ kind: 'changed', line: at + 1, position: at + 1 })
      }),
    )
  })

  it('finds a line that was taken out, the last one too where the end is known', () => {
    fc.assert(
      fc.property(withIndex, ([list, at]) => {
        const lines = chainOf(list)
        lines.splice(at, 1)
        expect(verify(lines, list.length)).toMatchObject({ kind: 'missing', line: at + 1, position: at + 1 })
      }),
    )
  })

  it('finds two lines that changed places, and one that stands twice', () => {
    fc.assert(
      fc.property(withIndex, ([list, one, other]) => {
        fc.pre(one < other)
        const lines = chainOf(list)
        const twice = [...lines.slice(0, one + 1), ...lines.slice(one)]
        ;[lines[one], lines[other]] = [lines[other]!, lines[one]!]
        expect(verify(lines, list.length)).toMatchObject({ kind: 'reordered', line: one + 1, position: one + 1 })
        expect(verify(twice, list.length)).toMatchObject({ kind: 'reordered', line: one + 2, position: one + 1 })
      }),
    )
  })
})
