import { describe, expect, it } from '@jest/globals'
import type { ConfigurationRecordedV1, GuardRequestedV1, MeshEvent } from '@heimgewebe/contracts'
import { complete, draft, violationOf } from '@heimgewebe/contracts'
import { chooseGuards } from './choose-guards.js'

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

const names = (data: Partial<GuardRequestedV1>): string[] =>
  chooseGuards(request(data), { configuration, head: HEAD }).map((event) => `${event.type} ${event.data.guard}`)

const reasonOf = (data: Partial<GuardRequestedV1>, known = {}): string | undefined => {
  const [event] = chooseGuards(request(data), { configuration, head: HEAD, ...known })
  return event?.type === 'guard.finished.v1' ? `${event.data.verdict}: ${event.data.reason}` : event?.type
}

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
    const [own, general] = chooseGuards(request({ area: 'auth' }), { configuration, head: HEAD })

    expect(own?.data).toMatchObject({ area: 'auth', sha: HEAD, base: BASE, change: 'pr/acme/shop/7' })
    expect(general?.data).toMatchObject({ guard: 'lint', area: 'auth' })
  })

  it('believes the commit of the request before the head that it heard of', () => {
    const sha = 'd'.repeat(40)
    const [event] = chooseGuards(request({ sha }), { configuration, head: HEAD })

    expect(event?.data.sha).toBe(sha)
  })

  it('reads the commit from the name of a single-commit change', () => {
    const sha = 'e'.repeat(40)
    const [event] = chooseGuards(request({ change: `change/acme/shop/${sha}` }), { configuration, head: undefined })

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
      ...chooseGuards(request({ area: 'all' }), { configuration, head: HEAD }),
      ...chooseGuards(request({ area: 'x' }), { configuration: undefined, head: undefined }),
    ]

    for (const event of events) expect(violationOf(complete(event, 'heimgewebe/wgx', new Date(0)))).toBeUndefined()
  })
})
