import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, type Draft, violationOfData } from '@heimgewebe/contracts'
import { Memory, PR, SHOP, change, commit, eventId, guard, heard, sha } from '../../test/given-events.js'
import { seeInGuard } from './see-outcomes.js'
import { newUnit } from './unit.js'

const summary = (drafts: readonly Draft[]) =>
  (drafts as readonly AnyDraft[]).map((draft) => {
    if (draft.type === 'outcome.recorded.v1') return `${draft.data.kind} ${draft.data.change}`
    if (draft.type === 'outcome.counted.v1') return `${draft.data.key} ${draft.data.bad}/${draft.data.changes}`
    return draft.type
  })

const finish = (memory: Memory, n: number, more: Parameters<typeof guard>[1] = {}) => {
  const event = heard('guard.finished.v1', `guard/${eventId(n)}`, guard(eventId(n), more), n)
  const subject = more.change ?? PR
  const newcomers = memory.units.has(subject) ? [] : [newUnit(subject, SHOP, ['auth', 'api'])]
  return memory.learn(event, newcomers, seeInGuard(event))
}

describe('learnOutcomes', () => {
  it('records a fix as an outcome of the commit that it fixes, and counts it', () => {
    const memory = new Memory()
    memory.record(change(1), 1)
    const { drafts } = memory.record(change(5, { fixes: [sha(1)] }), 2)

    expect(summary(drafts)).toEqual([`fixed ${commit(1)}`, 'acme/shop 1/2', 'src/auth 1/2'])
    expect(drafts[0]?.data).toEqual({
      repository: SHOP,
      change: commit(1),
      kind: 'fixed',
      by: commit(5),
      events: [eventId(2)],
      areas: ['src/auth'],
      days: 4,
    })
    expect(drafts[1]?.data).toMatchObject({
      scope: 'repository',
      kinds: { fixed: 1, reverted: 0 },
      events: [drafts[0]?.id],
    })
  })

  it('counts a change that is fixed and reverted as one bad change with two outcomes', () => {
    const memory = new Memory()
    memory.record(change(1), 1)
    memory.record(change(2, { fixes: [sha(1)], reverts: [sha(1)] }), 2)

    expect(memory.tallyOf('repository', SHOP)).toMatchObject({ changes: 2, bad: 1, kinds: { fixed: 1, reverted: 1 } })
  })

  it('records an outcome once, however often its event comes', () => {
    const memory = new Memory()
    memory.record(change(1), 1)
    finish(memory, 7)
    const again = finish(memory, 7)

    expect(again.drafts).toEqual([])
    expect(memory.tallyOf('rule', 'auth-tests')).toMatchObject({ changes: 1, bad: 1 })
  })

  it('records an outcome of a change that is not there yet, and counts it when the change comes', () => {
    const memory = new Memory()
    const early = memory.record(change(2, { fixes: [sha(9)] }), 1)
    const late = memory.record(change(9), 2)

    expect(summary(early.drafts)).toEqual([`fixed ${commit(9)}`])
    expect(early.drafts[0]?.data).not.toHaveProperty('areas')
    expect(summary(late.drafts)).toEqual(['acme/shop 1/2', 'src/auth 1/2'])
  })

  it('tells the counts of rule, area and repository after each guard run', () => {
    const memory = new Memory()
    finish(memory, 1)
    const { drafts } = finish(memory, 2, { verdict: 'passed' })

    expect(summary(drafts)).toEqual([`guard_passed ${PR}`, 'acme/shop 1/1', 'auth 1/1', 'auth-tests 1/1'])
    expect(drafts.at(-1)?.data).toMatchObject({ scope: 'rule', kinds: { guard_failed: 1, guard_passed: 1 } })
  })

  it('counts an outcome of a pull request for the commit that it became', () => {
    const memory = new Memory()
    memory.record(change(1), 1)
    memory.units.set(PR, memory.units.get(commit(1))!)
    const { drafts } = finish(memory, 5)

    expect(drafts[0]?.data).toMatchObject({ change: PR, areas: ['auth'] })
    expect(memory.units.get(commit(1))).toMatchObject({ bad: true, areas: ['src/auth', 'auth'] })
    expect(memory.tallyOf('repository', SHOP)).toMatchObject({ changes: 1, bad: 1 })
  })

  it('lets a guard speak for its own area only', () => {
    const memory = new Memory()
    finish(memory, 1, { area: 'auth' })
    finish(memory, 2, { area: 'web', guard: 'web-tests' })

    expect(memory.tallyOf('area', 'auth')).toMatchObject({ changes: 1, bad: 1 })
    expect(memory.tallyOf('area', 'api')).toMatchObject({ changes: 1, bad: 0 })
    expect(memory.tallyOf('area', 'web')).toMatchObject({ changes: 1, bad: 1 })
    expect(memory.tallyOf('repository', SHOP)).toMatchObject({ changes: 1, bad: 1 })
  })

  it('never has more bad changes than changes, nor other counts from the same events again', () => {
    const play = () => {
      const memory = new Memory()
      const drafts: Draft[] = []
      for (let n = 1; n <= 300; n++) {
        const fixes = n % 3 === 0 ? [sha(n - 1), sha(((n * 7) % 400) + 1)] : []
        drafts.push(
          ...memory.record(change(n, { fixes, ...(n % 11 === 0 ? { reverts: [sha(n - 2)] } : {}) }), n).drafts,
        )
        if (n % 13 === 0)
          drafts.push(...finish(memory, 1000 + n, { change: commit(n), verdict: n % 2 ? 'failed' : 'passed' }).drafts)
      }
      return { drafts, tallies: [...memory.tallies] }
    }
    const { drafts, tallies } = play()

    expect(tallies.every(([, { changes, bad }]) => bad <= changes)).toBe(true)
    expect(drafts.map(({ type, data }) => violationOfData(type, data)).filter(Boolean)).toEqual([])
    expect(new Set(drafts.flatMap(({ id }) => id ?? [])).size).toBe(drafts.filter(({ id }) => id).length)
    expect(play()).toEqual({ drafts, tallies })
  })
})
