import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { Case, Pattern } from '../lessons/lesson.js'
import type { Shape } from '../lessons/mine-shapes.js'
import { diffText } from './diff-text.js'
import { proposeForArea } from './propose-rules.js'
import { writeRunbook } from './write-texts.js'

/** Applies a diff of one hunk to the text that it was made from. */
const apply = (before: string, diff: string): string => {
  const [head = '', ...lines] = diff.split('\n')
  const start = Number(/^@@ -(\d+)/.exec(head)![1]) - 1
  const old = lines.filter((line) => !line.startsWith('+'))
  const now = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1))
  const all = before.split('\n')
  return [...all.slice(0, start), ...now, ...all.slice(start + old.length)].join('\n')
}

describe('diffText', () => {
  it('leads from the one text to the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '- c', '+ d', ''), { maxLength: 12 })
      .map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) =>
        before === after ? diffText(before, after) === '' : apply(before, diffText(before, after)) === after,
      ),
    )
  })
})

describe('writeRunbook', () => {
  it('lets no title of a change become a link, a heading or markup', () => {
    const event = '019ca8f0-0000-7000-8000-000000000001'
    const bad = {
      subject: 'pr/a/b/1',
      at: '2026-01-01T00:00:00Z',
      author: 'x',
      title: '](javascript:alert(1)) <img src=x>\n# Owned **now**',
      areas: ['auth'],
      paths: [],
      event,
      counted: true,
      troubles: [{ kind: 'incident' as const, areas: ['auth'], events: [event] }],
    }
    const shape: Shape = {
      key: 'bad-auth',
      name: 'changes of auth',
      areas: ['auth'],
      paths: [],
      bad: [bad],
      good: 0,
      allBad: 1,
      base: 0,
      others: 3,
      confidence: 0.2,
    }
    const text = writeRunbook('Auth changes', { shape, errors: [], guards: [] })

    expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual(['# Auth changes', '## What went wrong'])
    expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(javascript/)
    expect(text).toContain(`/events/${event}`)
  })
})

describe('proposeForArea', () => {
  it.each([
    [27, ['auth-policy', 'auth-runbook', 'auth-template']],
    [28, ['auth-policy']],
  ])('asks nobody to read a text about an area of which too few changes ended badly: 3 and %i good', (good, rules) => {
    const event = '019ca8f0-0000-7000-8000-000000000001'
    const one = (n: number, isBad: boolean, area: string): Case => ({
      ...{ subject: `change/a/b/${area}${n}`, at: '2026-01-01T00:00:00Z', author: 'x', title: 'x', areas: [area] },
      ...{ paths: [], event, counted: true },
      troubles: isBad ? [{ kind: 'incident' as const, areas: [area], events: [event] }] : [],
    })
    const bad = [1, 2, 3].map((n) => one(n, true, 'auth'))
    const quiet = Array.from({ length: good }, (_, n) => one(n + 10, false, 'auth'))
    const others = Array.from({ length: 900 }, (_, n) => one(n, false, 'web'))
    const shape: Shape = {
      ...{ key: 'bad-auth', name: 'changes of auth', areas: ['auth'], paths: [], bad, good },
      ...{ allBad: 3, base: 0, others: 900, confidence: 0.5 },
    }
    const pattern = {
      repository: 'a/b',
      pattern: 'p',
      statement: 'It fails.',
      support: 3,
      cases: [],
    } as never as Pattern
    const { drafts } = proposeForArea(
      { id: event, time: '2026-01-02T00:00:00Z' } as never as MeshEvent,
      pattern,
      { shape, errors: [], guards: [] },
      { rules: new Map(), past: [...bad, ...quiet, ...others], mostFalseAlarms: 0.1 },
    )
    expect(drafts.map(({ data }) => data.rule)).toEqual(rules)
  })
})
