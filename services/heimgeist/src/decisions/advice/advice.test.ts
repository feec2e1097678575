import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, violationOfData } from '@heimgewebe/contracts'
import { PR, eventId, levels, verdict } from '../../../test/given-events.js'
import type { Warned } from '../epics/epic.js'
import type { Level } from '../permit-act.js'
import { carriesCure } from './carries-cure.js'
import { counts } from './end-advised.js'
import { type AdvisedChange, findAdvice } from './find-advice.js'
import { type AdviceKnown, type Given, giveAdvice } from './give-advice.js'
import type { Learned, LearnedCluster, LearnedGuide, LearnedPattern } from './learned.js'

const OTHERS = ['pr/acme/shop/1', 'pr/acme/shop/2', 'pr/acme/shop/3']
const change = (more: Partial<AdvisedChange> = {}): AdvisedChange => ({
  ...{ change: PR, repository: 'acme/shop', areas: ['auth'], files: ['src/auth/login.ts'], text: 'Refresh tokens' },
  ...more,
})
const pattern = (more: Partial<LearnedPattern> = {}): LearnedPattern => ({
  ...{ pattern: 'bad-auth', event: eventId(50), holds: true, name: 'changes of auth', areas: ['auth'], paths: [] },
  ...{ statement: '3 of 5 changes of auth ended badly.', confidence: 0.4, support: 3, areasOfCases: [] },
  cases: OTHERS.map((subject, at) => ({ subject, events: [eventId(60 + at)] })),
  ...more,
})
const guide = (more: Partial<LearnedGuide> = {}): LearnedGuide => ({
  ...{ rule: 'auth-runbook', name: 'Auth-Changes-Runbook', kind: 'runbook', areas: ['auth'], enacted: eventId(70) },
  ...{ pattern: 'bad-auth', path: 'docs/runbooks/auth-changes.md' },
  ...more,
})
const cluster = (more: Partial<LearnedCluster> = {}): LearnedCluster => ({
  ...{ cluster: 'c-1', label: 'migration table', event: eventId(80) },
  had: OTHERS.map((one, at) => ({
    ...{ change: one, files: ['src/auth/login.ts'], areas: ['auth'], events: [eventId(81 + at)] },
  })),
  ...more,
})
const learned = (more: Partial<Learned> = {}): Learned => ({
  ...{ patterns: [], guides: [], clusters: [], worth: {} },
  ...more,
})
const texts = (own: AdvisedChange, what: Partial<Learned>): string[] =>
  findAdvice(own, learned(what)).map(({ text }) => text)

describe('what concerns a change', () => {
  it('is a pattern of its area, with what mended it, by name and place, and the changes that had it', () => {
    const [advice, ...others] = findAdvice(change(), learned({ patterns: [pattern()], guides: [guide()] }))

    expect(advice).toMatchObject({ kind: 'pattern', key: 'bad-auth', by: 'areas', places: ['auth'], changes: OTHERS })
    expect(advice!.text).toBe(
      '3 of 5 changes of auth ended badly. This change touches auth. What mended them: Auth-Changes-Runbook (docs/runbooks/auth-changes.md). Like it: pr/acme/shop/1, pr/acme/shop/2, pr/acme/shop/3.',
    )
    expect(advice!.events).toEqual([50, 70, 60, 61, 62].map(eventId))
    // The guide is found as well, for the case that the pattern was told before there was one.
    expect(others).toMatchObject([{ kind: 'guide', key: 'auth-runbook' }])
  })

  it('is nothing where nothing was learned, elsewhere, for a change that had it itself, or once it is retired', () => {
    const all = { patterns: [pattern()], guides: [guide()], clusters: [cluster()] }
    expect(texts(change(), {})).toEqual([])
    expect(texts(change({ areas: ['web'], files: ['web/a.ts'] }), all)).toEqual([])
    expect(texts(change({ change: OTHERS[1]! }), all)).toEqual([])
    expect(texts(change(), { patterns: [pattern({ holds: false })], guides: [guide()] })).toEqual([])
    expect(texts(change(), { patterns: [pattern({ holds: false })], guides: [guide({ pattern: null })] })).toHaveLength(
      1,
    )
  })

  it('is a pattern of files where the change has all of them, and by area, said so, where its files are not known', () => {
    const paths = ['src/auth/login.ts', 'src/db/*.sql']
    const files = pattern({ pattern: 'bad-files-1', areas: [], paths, areasOfCases: ['auth', 'db'] })
    const both = change({ files: ['src/auth/login.ts', 'src/db/users.sql'] })
    expect(findAdvice(both, learned({ patterns: [files] }))).toMatchObject([{ by: 'files', places: both.files }])
    expect(texts(change(), { patterns: [files] })).toEqual([])
    const [unknown] = findAdvice(change({ files: [] }), learned({ patterns: [files] }))
    expect(unknown).toMatchObject({ by: 'areas', places: ['auth'] })
    expect(unknown!.text).toContain('its files are not known, so this is by its areas alone')
    expect(texts(change({ files: [], areas: ['web'] }), { patterns: [files] })).toEqual([])
  })

  it('is a cluster of like troubles where at least two of its changes were', () => {
    const [one, two, three] = cluster().had
    const elsewhere = { files: ['web/a.ts'], areas: ['web'] }
    const had = (...rest: LearnedCluster['had']) => ({ clusters: [cluster({ had: rest })] })
    expect(findAdvice(change(), learned({ clusters: [cluster()] }))).toMatchObject([
      { kind: 'cluster', by: 'files', places: ['src/auth/login.ts'], changes: OTHERS },
    ])
    expect(texts(change(), had(one!, { ...two!, ...elsewhere }, { ...three!, ...elsewhere }))).toEqual([])
    expect(texts(change(), had(one!, two!, { ...three!, ...elsewhere }))).toHaveLength(1)
    expect(findAdvice(change({ files: [] }), learned({ clusters: [cluster()] }))).toMatchObject([{ by: 'areas' }])
  })

  it('comes strongest first: patterns by how sure they are, then troubles, then guides alone', () => {
    const sure = pattern({ pattern: 'bad-api', areas: ['api'], confidence: 0.8 })
    const all = {
      patterns: [pattern(), sure],
      clusters: [cluster()],
      guides: [guide({ pattern: null, rule: 'other' })],
    }
    const found = findAdvice(change({ areas: ['auth', 'api'] }), learned(all))
    expect(found.map(({ key }) => key)).toEqual(['bad-api', 'bad-auth', 'c-1', 'other'])
  })

  it('is left out where the change carries the cure, and says what came of it before', () => {
    const all = { patterns: [pattern()], guides: [guide()] }
    for (const own of [
      change({ text: 'Done by the auth-changes-RUNBOOK.' }),
      change({ text: 'see docs/runbooks/auth-changes.md' }),
      change({ files: ['docs/runbooks/auth-changes.md'] }),
    ])
      expect(texts(own, all)).toEqual([])
    const checklist = guide({ rule: 'auth-template', kind: 'checklist', name: 'Auth-Changes-Checklist', path: null })
    expect(
      carriesCure(change({ text: '## Checklist for changes of auth\n- [x] done' }), checklist, 'changes of auth'),
    ).toBe(true)
    expect(texts(change(), { ...all, worth: { 'pattern bad-auth': { well: 3, badly: 1 } } })[0]).toContain(
      'Of 4 changes that were told so, 1 ended badly.',
    )
  })
})

describe('recommending', () => {
  const known = (more: Partial<AdviceKnown> = {}, level: Level = 2): AdviceKnown => ({
    ...{ levels: levels(level), messagesLeft: 10, messagesPerDay: 10, given: [], warned: [] },
    ...more,
  })
  const many = Array.from({ length: 7 }, (_, at) =>
    pattern({ pattern: `bad-${at}`, confidence: 0.9 - at / 10, statement: `pattern ${at} ended badly.` }),
  )
  const give = (what: Partial<Learned>, more: Partial<AdviceKnown> = {}, level: Level = 2) => {
    const told = giveAdvice(verdict(), change(), findAdvice(change(), learned(what)), known(more, level))
    const drafts = (told?.drafts ?? []) as readonly AnyDraft[]
    expect(drafts.map(({ type, data }) => violationOfData(type, data))).toEqual(drafts.map(() => undefined))
    return { given: told?.given ?? [], drafts }
  }

  it('is one decision for all that is told at once, each with its events, and an event for each', () => {
    const { drafts, given } = give({ patterns: many.slice(0, 2), guides: [guide({ pattern: 'bad-0' })] })

    expect(drafts.map(({ type }) => type)).toEqual(['decision.made.v1', 'advice.given.v1', 'advice.given.v1'])
    expect(drafts[0]!.data).toMatchObject({ act: 'say', chosen: 'warn', agent: 'heimgeist', change: PR })
    expect((drafts[0]!.data as { reasons: unknown[] }).reasons).toHaveLength(2)
    expect(drafts[1]).toMatchObject({ subject: PR, causationid: drafts[0]!.id, data: { key: 'bad-0' } })
    expect(given.map(({ key, said }) => [key, said])).toEqual([
      ['bad-0', true],
      ['bad-1', true],
    ])
  })

  it('tells three at once, five in all, the strongest first, and none of them twice', () => {
    const keys: string[][] = []
    const given: Given[] = []
    for (let look = 0; look < 4; look++) {
      const told = give({ patterns: many }, { given: [...given] }).given
      keys.push(told.map(({ key }) => key))
      given.push(...told)
    }
    expect(keys).toEqual([['bad-0', 'bad-1', 'bad-2'], ['bad-3', 'bad-4'], [], []])
  })

  it.each([
    [0, {}, { act: 'none', chosen: 'nothing' }],
    [1, {}, { act: 'say', chosen: 'record-only' }],
    [2, { messagesLeft: 5 }, { act: 'say', chosen: 'record-only' }],
  ] as const)('is kept for the record once at level %s with %j, and told when it is allowed', (level, more, choice) => {
    const kept = give({ patterns: many }, more, level)
    expect(kept.drafts).toMatchObject([{ type: 'decision.made.v1', data: choice }])
    expect(kept.given.every(({ said }) => !said)).toBe(true)
    expect((kept.drafts[0]!.data as { reasons: unknown[] }).reasons).toHaveLength(3)
    // What a decision has no reason left for is decided about the next time.
    expect(kept.given).toHaveLength(level === 2 ? 2 : 3)
    const again = give({ patterns: many.slice(0, 2) }, { ...more, given: kept.given }, level)
    expect(again.drafts).toEqual([])
    const later = give({ patterns: many.slice(0, 2) }, { given: kept.given })
    expect(later.given.map(({ key, said }) => [key, said])).toEqual([
      ['bad-0', true],
      ['bad-1', true],
    ])
  })

  it('leaves out a guide that was named, troubles whose changes were named, and what its epic told', () => {
    const { given } = give({ patterns: [pattern()], guides: [guide()], clusters: [cluster()] })
    expect(given.map(({ key }) => key)).toEqual(['bad-auth'])
    const alone = give({ patterns: [pattern()], guides: [guide(), guide({ rule: 'new', name: 'New' })] }, { given })
    expect(alone.given.map(({ key }) => key)).toEqual(['new'])
    const warned: Warned = {
      ...{ epic: 'e', change: PR, label: 'area auth', of: OTHERS, said: true, event: eventId(90), atMs: 0 },
      ...{ keys: ['area acme/shop auth'], text: 'Auth-Changes-Runbook tells what helped.' },
    }
    const all = { patterns: [pattern()], guides: [guide()], clusters: [cluster()] }
    expect(give(all, { warned: [warned] }).drafts).toEqual([])
    expect(give(all, { warned: [{ ...warned, said: false }] }).given).toHaveLength(1)
  })

  it('shows a hostile name and follows it nowhere', () => {
    const name = 'changes of \u202Eauth\n@heimgewebe/wgx /guard auth'
    const [advice] = findAdvice(change(), learned({ patterns: [pattern({ name, statement: name })] }))
    expect(advice!.text).not.toMatch(/[\n\u202E]/)
  })
})

it('counts trouble over a merge, a merge over giving up, and nothing back again', () => {
  expect([
    counts('badly', 'well'),
    counts('well', 'badly'),
    counts('well', 'dropped'),
    counts('dropped', null),
  ]).toEqual([true, false, true, true])
  expect(counts('well', 'well')).toBe(false)
})
