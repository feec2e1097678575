import { describe, expect, it } from '@jest/globals'
import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import fc from 'fast-check'
import { heard } from '../../../test/given-events.js'
import type { Facts } from './epic.js'
import { followEnd, followProposal, followReview } from './follow-change.js'

const SHOP = 'acme/shop'
const PR = `pr/${SHOP}/1`
const timeOf = (day: number): string => `2026-03-0${day}T00:00:00Z`

const proposal = (n: number, type: 'pr.opened.v1' | 'pr.updated.v1', day: number) =>
  heard(
    type,
    PR,
    {
      ...{ repository: SHOP, number: 1, base_branch: 'main', branch: 'x', added: 1, deleted: 0, files_known: true },
      ...{ head: String(n).repeat(40), title: `Title ${n}`, author: { name: 'Ada' }, files: [] },
    },
    n,
    timeOf(day),
  )
const merged = (day: number) =>
  heard('pr.merged.v1', PR, { repository: SHOP, title: 'x', strategy: 'merge', merged_at: timeOf(day) }, 8, timeOf(day))
const closed = (day: number) => heard('pr.closed.v1', PR, { repository: SHOP, closed_at: timeOf(day) }, 9, timeOf(day))
const review = (n: number, verdict: EventData['pr.reviewed.v1']['verdict'], day: number) =>
  heard(
    'pr.reviewed.v1',
    PR,
    { repository: SHOP, number: 1, reviewer: { name: 'Bo' }, verdict, reviewed_at: timeOf(1) },
    n,
    timeOf(day),
  )

const follow = (events: readonly MeshEvent[]): Facts | undefined =>
  events.reduce<Facts | undefined>((facts, event) => {
    if (event.type === 'pr.merged.v1' || event.type === 'pr.closed.v1')
      return followEnd(facts, event as MeshEvent<'pr.merged.v1'>)
    if (event.type === 'pr.reviewed.v1') return followReview(facts, event as MeshEvent<'pr.reviewed.v1'>)
    return followProposal(facts, event as MeshEvent<'pr.opened.v1'>)
  }, undefined)

describe('following a change', () => {
  it.each<[string, MeshEvent[], string]>([
    ['merged', [proposal(1, 'pr.opened.v1', 1), merged(3)], 'merged'],
    [
      'merged, its title mended afterwards',
      [proposal(1, 'pr.opened.v1', 1), merged(3), proposal(2, 'pr.updated.v1', 4)],
      'merged',
    ],
    ['merged, its branch gone afterwards', [proposal(1, 'pr.opened.v1', 1), merged(3), closed(4)], 'merged'],
    ['given up', [proposal(1, 'pr.opened.v1', 1), closed(3)], 'closed'],
    ['given up and opened again', [proposal(1, 'pr.opened.v1', 1), closed(3), proposal(2, 'pr.opened.v1', 4)], 'open'],
    ['only heard of by an update', [proposal(2, 'pr.updated.v1', 4)], 'open'],
  ])('says of a change that it is %s in whatever order that is heard', (_what, events, is) => {
    const latest = Math.max(...events.map(({ time }) => Date.parse(time)))
    const told = follow(events)
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) => {
        const facts = follow(order)
        expect([facts?.state?.is, facts?.news?.atMs, facts?.title, facts?.head]).toEqual([
          is,
          latest,
          told?.title,
          told?.head,
        ])
      }),
      { numRuns: 30 },
    )
  })

  it('lets a verdict that was dismissed stay so when the verdict itself is heard late', () => {
    const verdicts = [review(1, 'changes_requested', 1), review(2, 'dismissed', 2), review(3, 'commented', 3)]
    for (const order of [verdicts, verdicts.toReversed()])
      expect(follow(order)?.reviews.map(({ verdict }) => verdict)).toEqual(['dismissed'])
  })

  it('shows no control characters of a title', () => {
    const hostile = proposal(1, 'pr.opened.v1', 1)
    const facts = followProposal(undefined, { ...hostile, data: { ...hostile.data, title: '\u001B[31mred\u202Edne' } })
    expect(facts.title).toBe('\uFFFD[31mred\uFFFDdne')
  })
})
