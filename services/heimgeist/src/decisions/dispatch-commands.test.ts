import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, violationOfData } from '@heimgewebe/contracts'
import { type DispatchKnown, dispatchCommands } from './dispatch-commands.js'
import { PR, SHA, eventId, heard, levels } from '../../test/given-events.js'
import type { Level } from './permit-act.js'
import { readCommands } from './read-commands.js'
import { TOOLS } from './tools.js'

const change = { change: PR, repository: 'acme/shop', sha: SHA, areas: ['auth', 'api'] }
const known = (more: Partial<DispatchKnown> = {}): DispatchKnown => ({
  levels: levels(2),
  commanders: [],
  giver: { by: 'ada', names: ['ada'] },
  named: PR,
  repository: 'acme/shop',
  change,
  ...more,
})
const given = (text: string, more: Partial<DispatchKnown> = {}): readonly AnyDraft[] => {
  const event = heard('command.given.v1', PR, { text, by: 'ada', change: PR })
  const drafts = dispatchCommands(event, readCommands(text), known(more)) as readonly AnyDraft[]
  expect(drafts.map(({ type, data }) => violationOfData(type, data))).toEqual(drafts.map(() => undefined))
  return drafts
}
const without = (key: 'change' | 'named' | 'repository'): DispatchKnown => {
  const { [key]: _left, ...rest } = known()
  return rest
}
const refusal = (drafts: readonly AnyDraft[]) => {
  expect(drafts.map(({ type }) => type)).toEqual(['command.refused.v1'])
  return drafts[0]?.type === 'command.refused.v1' ? drafts[0].data : undefined
}

describe('dispatchCommands', () => {
  it('turns wgx /guard auth into exactly one guard request, with a decision that says who asked', () => {
    const [decision, guard, ...others] = given('wgx /guard auth')

    expect(others).toEqual([])
    expect(decision).toMatchObject({
      type: 'decision.made.v1',
      data: {
        about: eventId(1),
        agent: 'wgx',
        act: 'look',
        chosen: 'request-guard',
        level: 2,
        areas: ['auth'],
        reasons: [{ text: 'ada asked for wgx /guard auth', events: [eventId(1)] }],
      },
    })
    expect(guard).toMatchObject({
      type: 'guard.requested.v1',
      causationid: decision?.id,
      data: { repository: 'acme/shop', change: PR, sha: SHA, area: 'auth', kind: 'guard', requested_by: 'ada' },
    })
    expect(guard?.data).not.toHaveProperty('areas')
  })

  it.each([
    ['wgx /guard changed', 'guard', 'changed', ['auth', 'api']],
    ['wgx /smoke', 'smoke', 'changed', ['auth', 'api']],
    ['wgx /smoke auth', 'smoke', 'auth', undefined],
  ])('asks for %s', (text, kind, area, areas) => {
    const [, guard] = given(text)

    expect(guard?.data).toMatchObject({ kind, area, ...(areas ? { areas } : {}) })
  })

  it.each<[Level]>([[0], [1], [2], [3]])('does what it is asked at level %i', (level) => {
    expect(given('wgx /guard auth', { levels: levels(level) }).map(({ type }) => type)).toEqual([
      'decision.made.v1',
      'guard.requested.v1',
    ])
  })

  it.each([
    ['wgx guard', 'malformed', 'wgx /guard changed|<area>'],
    ['wgx /guard', 'malformed', 'needs changed|<area>'],
    ['dancer /guard auth', 'unknown-tool', 'no tool dancer'],
    ['constructor /guard auth', 'unknown-tool', 'no tool constructor'],
    ['wgx /dance auth', 'unknown-verb', 'it knows /guard, /smoke'],
    ['wgx /toString auth', 'unknown-verb', 'it knows /guard, /smoke'],
    ['heimlern /pattern-good', 'malformed', 'needs <pattern>'],
  ])('refuses %j as %s', (text, code, words) => {
    const refused = refusal(given(text))

    expect(refused).toMatchObject({ text, by: 'ada', code })
    expect(refused?.reason).toContain(words)
  })

  it('refuses a change that nobody has heard of', () => {
    const event = heard('command.given.v1', PR, { text: 'wgx /guard auth', by: 'ada' })
    const readings = readCommands('wgx /guard auth')

    expect(refusal(dispatchCommands(event, readings, without('change')) as AnyDraft[])).toMatchObject({
      code: 'unknown-change',
      reason: expect.stringContaining(PR),
    })
    const { named: _named, ...nameless } = without('change')
    expect(refusal(dispatchCommands(event, readings, nameless) as AnyDraft[])?.reason).toContain('names no change')
    expect(refusal(given('wgx /guard auth', { repository: 'acme/other' }))).toMatchObject({ code: 'unknown-change' })
  })

  it.each([
    [[], true],
    [[{ who: 'ada' }], true],
    [[{ who: '*', tool: 'wgx', verb: 'guard' }], true],
    [[{ who: 'ada', tool: 'wgx', verb: 'smoke' }], false],
    [[{ who: 'ada', tool: 'sichter' }], false],
    [[{ who: 'bob' }], false],
  ])('with the allow list %j lets ada ask: %s', (commanders, allowed) => {
    const drafts = given('wgx /guard auth', { commanders })

    if (allowed) expect(drafts).toHaveLength(2)
    else
      expect(refusal(drafts)).toMatchObject({
        code: 'not-allowed',
        reason: expect.stringContaining('HEIMGEIST_COMMANDERS'),
      })
  })

  it('answers each of several commands, with ids of their own', () => {
    const drafts = given('wgx /guard auth\nwgx /guard api\nwgx /dance')

    expect(drafts.map(({ type }) => type)).toEqual([
      'decision.made.v1',
      'guard.requested.v1',
      'decision.made.v1',
      'guard.requested.v1',
      'command.refused.v1',
    ])
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(5)
  })

  it('shows a hostile text without its invisible characters', () => {
    const refused = refusal(given('wgx /gu\u202Eard\u0007 x', { giver: { by: 'a\u0000da', names: [] } }))

    expect(refused).toMatchObject({ text: 'wgx /gu\uFFFDard\uFFFD x', by: 'a\uFFFDda' })
  })

  it('has a comment written because somebody asked, at every level, in a comment of its own', () => {
    const [decision, act] = given('hauski /comment "look at @bob"', { levels: levels(0) })

    expect(decision).toMatchObject({ data: { act: 'say', chosen: 'act', reasons: [{ events: [eventId(1)] }] } })
    expect(act).toMatchObject({
      type: 'action.requested.v1',
      causationid: decision!.id,
      data: { act: 'write_comment', class: 'say', arguments: { change: PR, marker: `asked/${eventId(1)}` } },
    })
    expect(JSON.stringify(act)).not.toContain('@bob')
    const branch = { ...change, change: 'branch/acme/shop/x' }
    expect(refusal(given('hauski /comment x', { change: branch }))?.reason).toContain('no number at a host')
  })

  it.each(['quick', 'deep'] as const)('has sichter look at the change, at every level: /%s', (depth) => {
    const [decision, request] = given(`sichter /${depth}`, { levels: levels(0) })

    expect(decision).toMatchObject({ data: { act: 'look', chosen: 'request-analysis', agent: 'sichter' } })
    expect(request).toMatchObject({
      type: 'analysis.requested.v1',
      causationid: decision!.id,
      data: { change: PR, depth, requested_by: 'ada' },
    })
    expect(refusal(given('sichter /deep', { repository: 'acme/other' }))).toMatchObject({ code: 'unknown-change' })
  })

  it('knows every tool and verb of the design', () => {
    expect(Object.entries(TOOLS).map(([tool, verbs]) => [tool, Object.keys(verbs)])).toEqual([
      ['sichter', ['quick', 'deep']],
      ['wgx', ['guard', 'smoke']],
      ['hauski', ['revert', 'issue', 'propose', 'undo', 'comment']],
      ['heimlern', ['pattern-good', 'pattern-bad']],
      ['heimgeist', ['open-epic', 'link-epic', 'unlink-epic', 'close-epic', 'why', 'take-up']],
    ])
  })
})
