import { describe, expect, it } from '@jest/globals'
import type { ConfigurationRecordedV1, GuardRequestedV1, MeshEvent } from '@heimgewebe/contracts'
import { complete, draft, newId, violationOf } from '@heimgewebe/contracts'
import { chooseGuards, type GuardKnowledge } from './choose-guards.js'
import { commandForTests } from './pick-tests.js'

const BASE = 'b'.repeat(40)
const HEAD = 'c'.repeat(40)

const configuration: ConfigurationRecordedV1 = {
  repository: 'acme/shop',
  sha: BASE,
  areas: [{ name: 'auth', paths: ['src/auth/**'] }],
  guards: [
    guard('auth-tests', 'guard', 'auth'),
    guard('lint', 'guard', '*'),
    guard('web-tests', 'guard', 'web'),
    guard('login', 'smoke', 'auth'),
  ],
  problems: [],
}

function guard(name: string, kind: 'guard' | 'smoke', area: string): ConfigurationRecordedV1['guards'][number] {
  return { name, kind, area, command: 'true', time_limit_seconds: 600, memory_limit_mib: 1024 }
}

const request = (data: Partial<GuardRequestedV1>): MeshEvent<'guard.requested.v1'> => ({
  ...complete(
    draft('guard.requested.v1', {
      subject: 'guard/x',
      time: '2026-01-01T00:00:00.000Z',
      data: {
        repository: 'acme/shop',
        change: 'pr/acme/shop/7',
        area: 'auth',
        kind: 'guard',
        requested_by: 'heimgeist',
        ...data,
      },
    }),
    'heimgewebe/heimgeist',
    new Date(0),
  ),
  position: 1,
  streamversion: 1,
})

const usual: GuardKnowledge = {
  configuration,
  head: HEAD,
  assessed: undefined,
  budget: { share: 0.5, sample: 0, seconds: new Map() },
}

/** What is run or not run, without the choice that is told beside it. */
const intents = (data: Partial<GuardRequestedV1>, known: Partial<GuardKnowledge> = {}) =>
  chooseGuards(request(data), { ...usual, ...known }).filter((event) => event.type !== 'guards.chosen.v1')

const choiceOf = (data: Partial<GuardRequestedV1>, known: Partial<GuardKnowledge> = {}) =>
  chooseGuards(request(data), { ...usual, ...known }).find((event) => event.type === 'guards.chosen.v1')?.data

const names = (data: Partial<GuardRequestedV1>): string[] =>
  intents(data).map((event) => `${event.type} ${event.data.guard}`)

const reasonOf = (data: Partial<GuardRequestedV1>, known = {}): string | undefined => {
  const [event] = intents(data, known)
  return event?.type === 'guard.finished.v1' ? `${event.data.verdict}: ${event.data.reason}` : event?.type
}

const learned: NonNullable<GuardKnowledge['assessed']> = {
  guards_signal: 'learned',
  guards: [
    { guard: 'web-tests', worth: 0.4, by: 'learned', text: 'found a fault in 4 of its 8 runs for a.ts', events: [] },
    { guard: 'auth-tests', worth: 0.2, by: 'area', text: 'its area auth is touched' },
    { guard: 'lint', worth: 0.01, by: 'none', text: 'nothing speaks for it' },
  ],
  tests: [
    { path: "test/it's here.ts", by: 'learned' },
    { path: 'test/drawn.ts', by: 'sample' },
    { path: 'docs/other.ts', by: 'learned' },
  ],
}

describe('chooseGuards within a share', () => {
  const changed = { area: 'changed', areas: ['auth'] }
  const spending = (share: number, seconds: [string, number][], sample = 0): Partial<GuardKnowledge> => ({
    assessed: learned,
    budget: { share, sample, seconds: new Map(seconds) },
  })
  const times: [string, number][] = [
    ['web-tests', 60],
    ['auth-tests', 30],
    ['lint', 10],
  ]

  it('runs the likeliest guards that fit into the share, and says of each why or why not', () => {
    expect(choiceOf(changed, spending(0.6, times))).toMatchObject({
      basis: 'learned',
      share: 0.6,
      cost_seconds: 60,
      whole_seconds: 100,
      chosen: [{ guard: 'web-tests', by: 'learned', reason: 'found a fault in 4 of its 8 runs for a.ts', seconds: 60 }],
      left_out: [
        { guard: 'auth-tests', reason: 'worth 20 %, but 60 % of the time of all guards is spent already' },
        { guard: 'lint', reason: 'nothing speaks for it; worth 1 %' },
      ],
    })
    expect(choiceOf(changed, spending(0.9, times))?.chosen.map(({ guard }) => guard)).toEqual([
      'web-tests',
      'auth-tests',
    ])
  })

  it('runs one guard even where none fits into the share', () => {
    expect(choiceOf(changed, spending(0, times))?.chosen).toHaveLength(1)
  })

  it('takes all guards for equally dear where no time is known', () => {
    expect(choiceOf(changed, spending(0.67, []))?.chosen).toHaveLength(2)
    expect(choiceOf(changed, spending(0.66, []))?.chosen).toHaveLength(1)
  })

  it('runs the guards of the areas where there is no signal, and says so', () => {
    const none = { ...learned, guards_signal: 'none' as const }

    expect(choiceOf(changed, { assessed: none })).toMatchObject({
      basis: 'areas',
      reason: 'guards found too few faults here so far to choose by them: the touched areas decide',
      chosen: [{ guard: 'auth-tests', by: 'area' }, { guard: 'lint' }],
      left_out: [{ guard: 'web-tests', reason: 'its area is not touched' }],
    })
  })

  it('leaves the choice to a person who asks by name', () => {
    expect(choiceOf({ area: 'auth' }, { assessed: learned })).toMatchObject({
      basis: 'asked',
      chosen: [{ guard: 'auth-tests', by: 'asked' }, { guard: 'lint' }],
    })
  })

  it('draws a sample of those left out, as large as was asked for, and the same for the same request', () => {
    let drawn = 0
    for (let n = 0; n < 1000; n++) {
      const event = { ...request(changed), id: newId() }
      const known = { ...usual, ...spending(0.6, times, 0.2) }
      const [first] = chooseGuards(event, known)
      expect(chooseGuards(event, known)[0]).toEqual(first)
      if (first?.type === 'guards.chosen.v1') drawn += first.data.chosen.filter(({ by }) => by === 'sample').length
    }

    expect(drawn).toBeGreaterThan(330)
    expect(drawn).toBeLessThan(470)
  })

  it('runs single tests where the base branch says how, their names quoted', () => {
    const guards = configuration.guards.map((one) =>
      one.name === 'web-tests' ? { ...one, tests: ['test/**'], tests_command: 'run -- {tests}' } : one,
    )
    const [intent] = intents(changed, { ...spending(0.6, times), configuration: { ...configuration, guards } })

    expect(intent?.data).toMatchObject({ guard: 'web-tests', tests: ["test/it's here.ts", 'test/drawn.ts'] })
    expect(commandForTests('run -- {tests}', ["test/it's here.ts", '-rf'])).toBe(
      `run -- './test/it'\\''s here.ts' './-rf'`,
    )
  })
})

describe('chooseGuards', () => {
  it('starts the guards of the area and those of every area', () => {
    expect(names({ area: 'auth' })).toEqual(['guard.started.v1 auth-tests', 'guard.started.v1 lint'])
  })

  it('starts smoke checks only where they are asked for', () => {
    expect(names({ area: 'auth', kind: 'smoke' })).toEqual(['guard.started.v1 login'])
  })

  it('takes the areas of the request where the changed ones are asked for', () => {
    expect(names({ area: 'changed', areas: ['web'] })).toEqual(['guard.started.v1 lint', 'guard.started.v1 web-tests'])
  })

  it('starts everything of a kind where every area is asked for', () => {
    expect(names({ area: '*' })).toHaveLength(3)
    expect(names({ area: 'all' })).toHaveLength(3)
  })

  it('states what is checked, against which base, and for which area it counts', () => {
    const [own, general] = intents({ area: 'auth' })

    expect(own?.data).toMatchObject({ area: 'auth', sha: HEAD, base: BASE, change: 'pr/acme/shop/7' })
    expect(general?.data).toMatchObject({ guard: 'lint', area: 'auth' })
  })

  it('believes the commit of the request before the head that it heard of', () => {
    const sha = 'd'.repeat(40)
    const [event] = intents({ sha })

    expect(event?.data.sha).toBe(sha)
  })

  it('reads the commit from the name of a single-commit change', () => {
    const sha = 'e'.repeat(40)
    const [event] = intents({ change: `change/acme/shop/${sha}` }, { head: undefined })

    expect(event?.data.sha).toBe(sha)
  })

  it.each([
    [
      'no guard is for the area',
      { area: 'billing', kind: 'smoke' as const },
      {},
      `not_run: no smoke for area billing in .heimgewebe.yaml of ${BASE}`,
    ],
    [
      'nobody read the configuration',
      {},
      { configuration: undefined },
      'not_run: the guards of acme/shop are not known yet',
    ],
    ['nobody knows the commit', {}, { head: undefined }, 'not_run: the commit of pr/acme/shop/7 is not known'],
    [
      'the change touches no area',
      { area: 'changed', kind: 'smoke' as const },
      {},
      `not_run: the change touches no area, and no smoke in .heimgewebe.yaml of ${BASE} is for all of them`,
    ],
  ])('says so where %s', (_, data, known, reason) => {
    expect(reasonOf(data, known)).toBe(reason)
  })

  it('mentions a broken configuration where it may be why there is no guard', () => {
    const broken = { ...configuration, guards: [], problems: ['line 3: unknown key gaurds'] }

    expect(reasonOf({}, { configuration: broken })).toContain('the file has problems: line 3: unknown key gaurds')
  })

  it('keeps the contracts of what it returns', () => {
    const events = [
      ...chooseGuards(request({ area: 'all' }), usual),
      ...chooseGuards(request({ area: 'changed' }), { ...usual, assessed: learned }),
      ...intents({ area: 'x' }, { configuration: undefined, head: undefined }),
    ]

    for (const event of events) expect(violationOf(complete(event, 'heimgewebe/wgx', new Date(0)))).toBeUndefined()
  })
})
