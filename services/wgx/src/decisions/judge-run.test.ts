import { describe, expect, it } from '@jest/globals'
import { type Report, type RunFacts, isLasting, judgeRun } from './judge-run.js'

const limits = { time_limit_seconds: 600, memory_limit_mib: 1024 }
const ended: RunFacts = {
  exitCode: 0,
  began: true,
  stopped: undefined,
  outOfMemory: false,
  seconds: 1.5,
  output: '',
}
const none: Report = { state: 'none' }
const read = (passed: number, failures: string[] = [], skipped = 0): Report => ({
  state: 'read',
  report: {
    passed,
    failed: failures.length,
    skipped,
    failures: failures.map((name) => ({ name, message: `${name} broke` })),
  },
})

const verdict = (run: Partial<RunFacts>, report: Report = none): [string, string] => {
  const judgement = judgeRun({ ...ended, ...run }, report, limits)
  return [judgement.verdict, judgement.reason]
}

describe('judgeRun', () => {
  it('passes what exits with 0', () => {
    expect(verdict({})).toEqual(['passed', 'exited with 0'])
    expect(verdict({}, read(12))).toEqual(['passed', '12 tests passed'])
    expect(verdict({}, read(11, [], 1))).toEqual(['passed', '11 tests passed, 1 skipped'])
  })

  it('names the failed test', () => {
    const report = read(11, ['login refuses an expired token'])

    expect(verdict({ exitCode: 1 }, report)).toEqual(['failed', '1 of 12 tests failed: login refuses an expired token'])
  })

  it('names three failed tests and counts the others', () => {
    const [, reason] = verdict({ exitCode: 1 }, read(0, ['a', 'b', 'c', 'd', 'e']))

    expect(reason).toBe('5 of 5 tests failed: a; b; c and 2 more')
  })

  it('fails what exits with 0 while its report has failures', () => {
    expect(verdict({ exitCode: 0 }, read(1, ['x']))).toEqual(['failed', 'exited with 0, but 1 of 2 tests failed: x'])
  })

  it('fails what exits with another code although its report has no failure', () => {
    expect(verdict({ exitCode: 3, output: 'all fine\nbut lint is not\n' }, read(2))).toEqual([
      'failed',
      'exited with 3: but lint is not',
    ])
  })

  it('says that a report is missing or was refused', () => {
    expect(verdict({}, { state: 'missing', path: 'report.xml' })).toEqual([
      'passed',
      'exited with 0; its report report.xml was not written',
    ])
    expect(verdict({ exitCode: 1 }, { state: 'refused', path: 'r.xml', reason: 'it is a link' })).toEqual([
      'failed',
      'exited with 1; its report r.xml was not read: it is a link',
    ])
  })

  it('says that a program is missing, and which signal ended a command', () => {
    expect(verdict({ exitCode: 127, output: 'sh: cargo: not found' })[1]).toBe(
      'exited with 127, a program is missing in the sandbox: sh: cargo: not found',
    )
    expect(verdict({ exitCode: 139 })).toEqual(['failed', 'was ended by signal 11'])
  })

  it.each([
    ['time', 'timed_out', 'did not end within 600 s'],
    ['memory', 'out_of_memory', 'needed more than 1024 MiB of memory'],
    ['output', 'failed', 'wrote more output than is allowed and was stopped'],
    ['disk', 'unknown', 'was stopped because the disk of this machine ran full'],
    ['shutdown', 'unknown', 'wgx was stopped during the run; it was not repeated'],
  ] as const)('tells a stop for %s apart', (stopped, expected, reason) => {
    expect(verdict({ exitCode: undefined, stopped })).toEqual([expected, reason])
  })

  it('believes the kernel that memory ran out, and a program that says so', () => {
    expect(verdict({ exitCode: 137, outOfMemory: true })[0]).toBe('out_of_memory')
    expect(verdict({ exitCode: 1, output: 'Traceback\nMemoryError\n' })[0]).toBe('out_of_memory')
  })

  it('passes nothing of which a process was killed for its memory', () => {
    expect(verdict({ exitCode: 0, outOfMemory: true })[0]).toBe('out_of_memory')
  })

  it('prefers the named test to the memory', () => {
    expect(verdict({ exitCode: 1, output: 'MemoryError' }, read(0, ['x']))[0]).toBe('failed')
  })

  it('says that nothing was run where the sandbox could not be set up', () => {
    expect(verdict({ exitCode: undefined, began: false, output: "bwrap: Can't bind\n" })).toEqual([
      'not_run',
      "the sandbox could not be started: bwrap: Can't bind",
    ])
  })

  it('makes hostile output and names inert, and bounds them', () => {
    const failures = Array.from({ length: 50 }, (_, index) => `\u001b[2J${index}${'n'.repeat(600)}`)
    const judgement = judgeRun({ ...ended, exitCode: 1, output: 'a\0b\u001b[31mred' }, read(0, failures), limits)

    expect(judgement.failures).toHaveLength(20)
    expect(judgement.failures?.[0]?.name).toHaveLength(500)
    expect(judgement.reason.length).toBeLessThanOrEqual(1000)
    expect(JSON.stringify(judgement)).not.toMatch(/\\u00(00|1b)/)
    expect(judgement.output_tail).toBe('a\ufffdbred')
  })
})

describe('isLasting', () => {
  const lasting = (run: Partial<RunFacts>): boolean => isLasting(judgeRun({ ...ended, ...run }, none, limits))

  it('is true of what follows from command and files', () => {
    expect(lasting({ exitCode: 0 })).toBe(true)
    expect(lasting({ exitCode: 1 })).toBe(true)
  })

  it('is false of what follows from the machine or the moment', () => {
    expect(lasting({ exitCode: 127 })).toBe(false)
    expect(lasting({ exitCode: undefined, stopped: 'time' })).toBe(false)
    expect(lasting({ exitCode: undefined, stopped: 'output' })).toBe(false)
    expect(lasting({ exitCode: undefined, stopped: 'shutdown' })).toBe(false)
  })
})
