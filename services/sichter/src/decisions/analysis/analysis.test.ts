import { describe, expect, it } from '@jest/globals'
import { analyseChange, type KnownOfChange } from './analyse-change.js'
import { type CoverageRun, coverageStep, fell, tellCoverage } from './compare-coverage.js'

const ID = (n: number): string => `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`
const run = (n: number, more: Partial<CoverageRun> = {}): CoverageRun => ({
  sha: String(n).repeat(40),
  number: null,
  pipeline: 'build',
  percent: 80,
  event: ID(n),
  ...more,
})
const anyCommit = (): boolean => true

describe('test coverage', () => {
  const before = run(1, { percent: 81.2 })
  const after = run(3, { number: 87, percent: 74 })

  it('is compared with the last commit before it in the same pipeline, by number or commit', () => {
    const others = [run(2, { number: 86, percent: 10 }), run(4, { pipeline: 'other', percent: 10 })]
    const runs = [after, ...others, before]

    expect(coverageStep(runs, { number: 87 }, anyCommit)).toEqual({ pipeline: 'build', before, after })
    expect(coverageStep(runs, { sha: after.sha }, anyCommit)).toEqual({ pipeline: 'build', before, after })
    expect(coverageStep(runs, { number: 88 }, anyCommit)).toBeUndefined()
    expect(coverageStep(runs, {}, anyCommit)).toBeUndefined()
    expect(coverageStep([before, after], { number: 87 }, anyCommit)).toBeUndefined()
    // The head of another branch is nothing to compare with.
    expect(coverageStep(runs, { number: 87 }, (sha) => sha !== before.sha)).toBeUndefined()
  })

  it('is told with both figures and the difference, and not where it stayed', () => {
    const step = { pipeline: 'build', before, after }
    expect(tellCoverage(step, '#87')).toEqual([
      { text: 'test coverage fell from 81.2 to 74 %, by 7.2 points, with #87 (build)', events: [ID(3), ID(1)] },
    ])
    expect(fell(step)).toBe(true)
    expect(tellCoverage({ ...step, after: run(3, { percent: 90 }) })[0]?.text).toContain('rose from 81.2 to 90 %')
    expect(tellCoverage({ ...step, after: run(3, { percent: 81.25 }) })).toEqual([])
    expect(fell({ ...step, after: run(3, { percent: 81.15 }) })).toBe(false)
  })
})

describe('analyseChange', () => {
  const assessment: KnownOfChange['assessment'] = {
    ...{ repository: 'acme/shop', change: 'pr/acme/shop/87', level: 'low', areas: ['auth', 'api'] },
    reasons: [{ kind: 'file-incidents', text: 'login.ts was involved in 3 incidents', events: [ID(7)] }],
  }

  it('asks for no more than the usual where nothing speaks against a change', () => {
    const analysis = analyseChange('quick', { assessment: { ...assessment, reasons: [] } })
    expect(analysis).toMatchObject({ level: 'low', affected: ['auth', 'api'], statements: [], events: [] })
    expect(analysis.recommendation).toBe('Nothing in the past asks for more than the usual review.')
  })

  it('says past facts, coverage and those like it, each with its events, and what to do about them', () => {
    const alike = [{ text: 'of the 5 earlier changes most like it 2 had to be fixed', events: [ID(8), ID(9)] }]
    const coverage = { pipeline: 'build', before: run(1, { percent: 81 }), after: run(2, { percent: 74 }) }
    const analysis = analyseChange('deep', { assessment: { ...assessment, level: 'high' }, coverage, alike })

    expect(analysis.statements.map(({ text }) => text.split(' ')[0])).toEqual(['login.ts', 'test', 'of'])
    expect(analysis.events).toEqual([ID(7), ID(2), ID(1), ID(8), ID(9)])
    expect(analysis.recommendation).toBe(
      'Ask for the tests that are missing; run the guards of auth, api before it is merged; have somebody review it who knows what broke there.',
    )
  })

  it('says first what a change has turned out to be', () => {
    const analysis = analyseChange('quick', { assessment, bad: { by: 'incident', event: ID(5) } })
    expect(analysis.statements[0]).toEqual({ text: 'it was named as the cause of an incident', events: [ID(5)] })
    expect(analysis.recommendation).toContain('turned out bad already')
  })
})
