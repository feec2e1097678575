import { describe, expect, it } from '@jest/globals'
import {
  judgePreparation,
  keptStep,
  missingStep,
  type PlannedStep,
  refuseStep,
  type StepFacts,
} from './judge-preparation.js'

const KEY = 'ab'.repeat(32)
const planned = (step: Partial<PlannedStep['step']> = {}, isOfDefaultBranch = true): PlannedStep => ({
  step: {
    name: 'deps',
    keyed_by: ['package.json', 'package-lock.json'],
    time_limit_seconds: 600,
    memory_limit_mib: 1024,
    ...step,
  },
  key: KEY,
  files: ['package.json'],
  isOfDefaultBranch,
})
const facts = (change: Partial<StepFacts['outcome']> = {}, rest: Partial<StepFacts> = {}): StepFacts => ({
  made: undefined,
  outcome: { exitCode: 0, began: true, stopped: undefined, outOfMemory: false, seconds: 2, output: '', ...change },
  egress: { hosts: [], refused: [], exceeded: false },
  ...rest,
})
const reasonOf = (rest: Parameters<typeof facts>): string | undefined =>
  judgePreparation(planned(), facts(...rest), 5).judgement?.reason

describe('a step that brings what guards need', () => {
  it('is run for any files where it has no network, and for those of the default branch where it has', () => {
    expect(refuseStep(planned({}, false), true)).toBeUndefined()
    expect(refuseStep(planned({ hosts: ['a.example'] }), true)).toBeUndefined()
    expect(refuseStep(planned({ hosts: ['a.example'], network_for: 'any_change' }, false), true)).toBeUndefined()
  })

  it('is refused for other files, and where there is no safe way out, in words', () => {
    const other = refuseStep(planned({ hosts: ['a.example'] }, false), true)
    const doorless = refuseStep(planned({ hosts: ['a.example'], network_for: 'any_change' }), false)

    expect(other).toMatchObject({ told: { state: 'refused' }, judgement: { verdict: 'not_run' } })
    expect(other?.judgement?.reason).toContain('its files (package.json, package-lock.json) differ')
    expect(doorless).toMatchObject({ told: { state: 'failed' }, judgement: { verdict: 'not_run' } })
  })

  it('has to have something to read', () => {
    expect(refuseStep({ ...planned(), files: [] }, true)?.judgement).toMatchObject({
      verdict: 'not_run',
      reason: 'prepare deps has nothing to read: none of its files (package.json, package-lock.json) is there',
    })
  })

  it('tells what it made, and where from', () => {
    const hosts = [{ host: 'a.example:443', connections: 1, received_bytes: 10, sent_bytes: 2 }]
    const egress = { hosts, refused: ['b.example:443: it is not\n\u001b[31mnamed'], exceeded: false }

    expect(judgePreparation(planned(), facts({}, { made: { bytes: 7 }, egress }), 5)).toEqual({
      told: {
        name: 'deps',
        key: KEY,
        state: 'made',
        duration_seconds: 2,
        bytes: 7,
        hosts,
        refused: ['b.example:443: it is not named'],
      },
    })
    expect(keptStep(planned(), 7)).toEqual({
      told: { name: 'deps', key: KEY, state: 'kept', duration_seconds: 0, bytes: 7 },
    })
  })

  it('never fails as a guard does: its guard was not run, and why is told with the last lines', () => {
    const failed = judgePreparation(planned(), facts({ exitCode: 1, output: 'one\nno luck\n' }), 5)

    expect(failed.judgement).toEqual({
      verdict: 'not_run',
      reason: 'prepare deps failed: exited with 1: no luck',
      duration_seconds: 0,
      output_tail: 'one\nno luck\n',
    })
    expect(failed.told.state).toBe('failed')
    expect(reasonOf([{ exitCode: undefined, stopped: 'time' }])).toBe('prepare deps failed: did not end within 600 s')
    expect(reasonOf([{}, { problem: 'lib was not made' }])).toBe('prepare deps failed: lib was not made')
    const refused = ['127.0.0.1:5432: it is not named by the step']
    expect(reasonOf([{ exitCode: 1 }, { egress: { hosts: [], refused, exceeded: false } }])).toBe(
      'prepare deps failed: exited with 1; it was refused 127.0.0.1:5432: it is not named by the step',
    )
    expect(reasonOf([{ exitCode: 1 }, { egress: { hosts: [], refused: [], exceeded: true } }])).toBe(
      'prepare deps failed: fetched more than 5 MiB',
    )
    expect(missingStep('tests', 'deps').reason).toContain('guard tests is prepared by deps, which is no step')
  })
})
