import { expect, it } from '@jest/globals'
import type { JudgedChange } from '../job/riskiest.js'
import { printRisks } from './print-risks.js'
import { Terminal } from './terminal.js'

const change = (risk: Partial<JudgedChange['risk']>): JudgedChange =>
  ({
    subject: `change/acme/shop/${'a'.repeat(40)}`,
    title: 'auth: tokens',
    author: 'Ada',
    state: 'merged',
    changed_at: '2026-03-01T10:00:00Z',
    risk: {
      percentile: 97.6,
      probability: null,
      level: 'high',
      signal: 'learned',
      reasons: [],
      baseline: { name: 'lines_added', value: 10, percentile: 50 },
      ...risk,
    },
  }) as unknown as JudgedChange

const printed = (of: JudgedChange): string[] => {
  const lines: string[] = []
  const out = { columns: 100, write: (text: string) => lines.push(text.trimEnd()) }
  printRisks(new Terminal(out, out, {}), [of])
  return lines
}

it('names every weighed fact with what it does to the odds, also those that are no reasons', () => {
  const lines = printed(
    change({
      reasons: [{ text: 'deno.json usually changes with it', events: [], adds: Math.log(1.3) }],
      factors: {
        total: Math.log(0.6),
        of: [
          { kind: 'author-new', adds: Math.log(0.5) },
          { kind: 'companion-missing', adds: Math.log(1.3) },
          { kind: 'file-incidents', adds: 9 },
        ],
      },
    }),
  )
  expect(lines.slice(1)).toEqual([
    '       aaaaaaaaaa · Ada · 2026-03-01 · lines added alone: 50 %',
    '       • deno.json usually changes with it (odds × 1.3)',
    '       facts alone: author new × 0.5, companion missing × 1.3, file incidents × 403.4 or more;',
    '       together odds × 0.6',
  ])
})

it('says how likely a fix is, where the score that says so is what the order follows', () => {
  const line = (risk: Partial<JudgedChange['risk']>): string => printed(change({ probability: 0.414, ...risk }))[1]!
  expect(line({})).toBe('       aaaaaaaaaa · Ada · 2026-03-01 · 41 % chance of a later fix · lines added alone: 50 %')
  expect(line({ signal: 'baseline' })).not.toContain('chance')
  expect(line({ probability: null })).not.toContain('chance')
})

it('says what was recommended, the first first', () => {
  const advice = ['second', 'first'].map((text) => ({ event: 'x', detail: { text } }))
  expect(printed({ ...change({}), advice }).slice(2)).toEqual([
    '       → recommended: first',
    '       → recommended: second',
  ])
})

it('does not weigh a fact against nothing, nor facts where the order is that of size', () => {
  const one = { total: 0.1, of: [{ kind: 'author-new', adds: 0.1 }] }
  const two = { total: 0.2, of: [...one.of, { kind: 'file-fixed', adds: 0.1 }] }
  expect(printed(change({ factors: two })).join('\n')).toContain('facts alone')
  expect(printed(change({ factors: one })).join('\n')).not.toContain('facts alone')
  expect(printed(change({ factors: two, signal: 'baseline' })).join('\n')).not.toContain('facts alone')
})
