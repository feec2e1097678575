import { describe, expect, it } from '@jest/globals'
import { type Check, judgeCheck } from './judge-check.js'

const rule = (n: number) => ({ rule: `no-${n}`, version: 1, message: 'Never.' })
const found = (n: number, path = 'a.ts', text = 'x') => ({ rule: `no-${n}`, path, line: n, text })
const check = (more: Partial<Check>): Check => ({
  rules: [rule(1)],
  unusable: [],
  tried: [],
  unread: 0,
  base: undefined,
  seconds: 0.5,
  ...more,
})

describe('judgeCheck', () => {
  it('names every rule that fires, and keeps within what a result may hold', () => {
    const many = Array.from({ length: 30 }, (_, n) => n)
    const tried = [{ language: 'TypeScript', findings: many.map((n) => found(n, 'b'.repeat(900), 'y'.repeat(300))) }]
    const { failures, reason, verdict, output_tail } = judgeCheck(check({ rules: many.map(rule), tried }))

    expect(verdict).toBe('failed')
    expect(failures).toHaveLength(20)
    expect(failures?.every(({ message = '' }) => message.length <= 2000)).toBe(true)
    expect(reason.length).toBeLessThanOrEqual(1000)
    expect(output_tail?.length).toBeLessThanOrEqual(8000)
  })

  it('makes the code of a stranger inert', () => {
    const tried = [{ language: 'TypeScript', findings: [found(1, 'a\u202e.ts', '\u001b]0;owned\u0007 x')] }]
    const judgement = JSON.stringify(judgeCheck(check({ tried })))

    expect(judgement).not.toMatch(/\\u001b|\u202e|\\u0007/)
  })

  it('passes nothing where no rule could be used, and says what was not read', () => {
    expect(judgeCheck(check({ rules: [], unusable: ['rule x cannot be used: it is not YAML'] }))).toMatchObject({
      verdict: 'not_run',
      reason: 'no learned rule can be used: rule x cannot be used: it is not YAML',
    })
    expect(judgeCheck(check({ unread: 3 })).reason).toContain('3 files were not read')
  })
})
