import { describe, expect, it } from '@jest/globals'
import { PR, SHOP, change, commit, dayOf, eventId, guard, heard, sha } from '../../test/given-events.js'
import { seeInChange, seeInCi, seeInGuard, seeInIncident } from './see-outcomes.js'
import { repositoryOf } from './unit.js'

const recorded = (more: Parameters<typeof change>[1]) => heard('change.recorded.v1', commit(9), change(9, more), 9)

describe('seeInChange', () => {
  it('sees that the commits named as fixed and reverted went wrong', () => {
    const seen = seeInChange(recorded({ fixes: [sha(1), sha(2), sha(1)], reverts: [sha(2)] }))

    expect(seen.map((one) => [one.change, one.kind])).toEqual([
      [commit(1), 'fixed'],
      [commit(2), 'fixed'],
      [commit(2), 'reverted'],
    ])
    expect(seen[0]).toMatchObject({ by: commit(9), evidence: commit(9), events: [eventId(9)], at: dayOf(9) })
  })

  it('sees nothing in a commit that names none, or only itself', () => {
    expect(seeInChange(recorded({}))).toEqual([])
    expect(seeInChange(recorded({ fixes: [sha(9)] }))).toEqual([])
  })
})

describe('seeInGuard', () => {
  it.each([
    ['passed', 'guard_passed'],
    ['failed', 'guard_failed'],
    ['timed_out', 'guard_failed'],
    ['out_of_memory', 'guard_failed'],
    ['not_run', undefined],
    ['unknown', undefined],
  ] as const)('takes a guard that ended as %s for %s', (verdict, kind) => {
    const seen = seeInGuard(heard('guard.finished.v1', 'guard/x', guard(eventId(5), { verdict })))

    expect(seen.map((one) => one.kind)).toEqual(kind === undefined ? [] : [kind])
  })

  it('speaks of the guard as a rule and of its area', () => {
    const [seen] = seeInGuard(heard('guard.finished.v1', 'guard/x', guard(eventId(5)), 6))

    expect(seen).toMatchObject({
      change: PR,
      rule: 'auth-tests',
      area: 'auth',
      by: `guard/${eventId(5)}`,
      evidence: `guard/${eventId(5)} auth-tests`,
      events: [eventId(6), eventId(5)],
    })
  })

  it.each(['*', 'changed'])('speaks of all areas of the change where the guard is of %s', (area) => {
    expect(seeInGuard(heard('guard.finished.v1', 'guard/x', guard(eventId(5), { area })))[0]).not.toHaveProperty('area')
  })
})

describe('seeInCi', () => {
  const result = (outcome: 'failure' | 'success' | 'cancelled', pipeline = 'build') =>
    heard('ci.result.v1', `ci/${SHOP}/${sha(1)}`, {
      repository: SHOP,
      sha: sha(1),
      pipeline,
      outcome,
      finished_at: dayOf(2),
    })

  it('sees a failure, once a commit and pipeline', () => {
    expect(seeInCi(result('failure'), PR)).toMatchObject([
      { change: PR, kind: 'ci_failed', by: `ci/${SHOP}/${sha(1)}`, evidence: `ci/${SHOP}/${sha(1)} build` },
    ])
    expect(seeInCi(result('failure', 'a\u0000\uD800b'), PR)[0]?.evidence).toMatch(/ a\uFFFD\uFFFDb$/)
  })

  it('sees nothing in another result', () => {
    expect([...seeInCi(result('success'), PR), ...seeInCi(result('cancelled'), PR)]).toEqual([])
  })
})

describe('seeInIncident', () => {
  it('sees one outcome in the finding and the end of an incident', () => {
    const found = heard('incident.detected.v1', 'incident/7', {
      title: 'Down',
      severity: 'error',
      detected_at: dayOf(3),
      caused_by: PR,
    })
    const over = heard('incident.resolved.v1', 'incident/7', { resolved_at: dayOf(4), caused_by: PR })

    expect(seeInIncident(found)).toMatchObject([{ change: PR, kind: 'incident', evidence: 'incident/7', at: dayOf(3) }])
    expect(seeInIncident(over)).toMatchObject([{ change: PR, kind: 'incident', evidence: 'incident/7', at: dayOf(4) }])
  })

  it('sees nothing where no cause is named', () => {
    expect(seeInIncident(heard('incident.resolved.v1', 'incident/7', { resolved_at: dayOf(4) }))).toEqual([])
  })
})

describe('repositoryOf', () => {
  it.each([
    [`change/acme/shop/${sha(1)}`, 'acme/shop'],
    ['pr/group/sub/shop/42', 'group/sub/shop'],
    ['branch/acme/shop/feature/x', 'acme/shop'],
    ['pr/42', undefined],
    ['pr//42', undefined],
    [`pr/${'a'.repeat(400)}/42`, undefined],
  ])('finds in %s the repository %s', (subject, repository) => {
    expect(repositoryOf(subject)).toBe(repository)
  })
})
