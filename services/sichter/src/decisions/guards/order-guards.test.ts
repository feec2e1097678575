import { describe, expect, it } from '@jest/globals'
import type { ConfigurationRecordedV1 } from '@heimgewebe/contracts'
import { newId } from '@heimgewebe/contracts'
import { type GuardKnowledge, type GuardRun, orderGuards } from './order-guards.js'

const guard = (
  name: string,
  area: string,
  more: Partial<ConfigurationRecordedV1['guards'][number]> = {},
): ConfigurationRecordedV1['guards'][number] => ({
  name,
  kind: 'guard',
  area,
  command: 'true',
  time_limit_seconds: 60,
  memory_limit_mib: 64,
  ...more,
})

const run = (guard: string, found: boolean, change: number, ...files: string[]): GuardRun => ({
  guard,
  found,
  change: `pr/acme/shop/${change}`,
  files,
  event: newId(),
})

const shop: GuardKnowledge = {
  guards: [guard('auth-tests', 'auth'), guard('web-tests', 'web'), guard('lint', '*')],
  areas: [
    { name: 'auth', paths: ['src/auth/**'], used_by: [] },
    { name: 'web', paths: ['src/web/**'] },
  ],
  files: ['src/auth/login.ts'],
  tests: [],
  runs: [],
  enough: 3,
}

const past = Array.from({ length: 12 }, (_, n) => [
  run('web-tests', n % 2 === 0, n, 'src/auth/login.ts'),
  run('auth-tests', false, n, 'src/auth/login.ts'),
  run('lint', n === 0, n, 'src/auth/login.ts'),
]).flat()

describe('orderGuards', () => {
  it('knows no more than the areas where nothing was found yet, and says so', () => {
    const { guards, guards_signal } = orderGuards(shop)

    expect(guards_signal).toBe('none')
    expect(guards.map(({ guard, by, text }) => ({ guard, by, text }))).toEqual([
      { guard: 'auth-tests', by: 'area', text: 'its area auth is touched' },
      { guard: 'lint', by: 'area', text: 'it is for every area' },
      { guard: 'web-tests', by: 'none', text: 'neither its area nor a fault that it found speaks for it' },
    ])
  })

  it('puts the guard first that found faults in changes of the same file, whatever its area, and names the runs', () => {
    const { guards, guards_signal } = orderGuards({ ...shop, runs: past })

    expect(guards_signal).toBe('learned')
    expect(guards[0]).toMatchObject({
      guard: 'web-tests',
      by: 'learned',
      text: 'found a fault in 6 of its 12 runs for src/auth/login.ts',
      events: past.filter((one) => one.guard === 'web-tests' && one.found).map(({ event }) => event),
    })
    expect(guards[0]!.worth).toBeGreaterThan(guards[1]!.worth * 2)
  })

  it('learns from a neighbour in the same folder, less than from the file itself', () => {
    const of = (file: string) =>
      orderGuards({ ...shop, files: [file], runs: past }).guards.find((one) => one.guard === 'web-tests')

    expect(of('src/auth/token.ts')).toMatchObject({ by: 'learned', text: expect.stringContaining('for these folders') })
    expect(of('src/auth/token.ts')!.worth).toBeLessThan(of('src/auth/login.ts')!.worth)
    expect(of('docs/readme.md')).toMatchObject({ by: 'none' })
  })

  it('takes a guard whose tests change with these files for one that is touched', () => {
    const guards = [guard('e2e', 'web', { tests: ['e2e/**'] })]
    const ordered = orderGuards({ ...shop, guards, tests: ['e2e/login.ts'] })

    expect(ordered.guards).toMatchObject([{ by: 'learned', text: 'its tests usually change with these files' }])
  })

  it('counts a change once, however many guards found its fault', () => {
    const runs = [run('a', true, 1, 'x'), run('b', true, 1, 'x'), run('c', true, 1, 'x')]

    expect(orderGuards({ ...shop, runs }).guards_signal).toBe('none')
  })
})
