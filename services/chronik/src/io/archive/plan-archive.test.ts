import { describe, expect, it } from '@jest/globals'
import { type ArchiveScene, type ArchiveWish, planArchive } from './plan-archive.js'

const DAY_MS = 86_400_000

/** Three partitions of ten, one a day, of which nothing is archived, with everyone at position 35. */
const scene = (changes: Partial<ArchiveScene> = {}): ArchiveScene => ({
  partitions: [0, 1, 2].map((n) => ({
    name: `log_${n}`,
    first: n * 10 + 1,
    last: n * 10 + 10,
    recordedMs: n * DAY_MS,
    bytes: 1000,
  })),
  archivedTo: 0,
  packedTo: 35,
  readers: new Map([
    ['the relay', 35],
    ['sichter', 35],
  ]),
  ...changes,
})

const planned = (wish: ArchiveWish, changes: Partial<ArchiveScene> = {}): unknown => {
  const answer = planArchive(wish, scene(changes))
  return answer.ok ? [answer.plan.first, answer.plan.last, answer.plan.bytes] : [answer.code, answer.message]
}

describe('planArchive', () => {
  it('takes whole partitions before a position and before a moment, from the oldest on', () => {
    expect(planned({ beforePosition: 21 })).toEqual([1, 20, 2000])
    expect(planned({ beforePosition: 20 })).toEqual([1, 10, 1000])
    expect(planned({ beforeMs: DAY_MS })).toEqual([1, 10, 1000])
    expect(planned({ beforeMs: DAY_MS, beforePosition: 31 })).toEqual([1, 10, 1000])
    expect(planned({})).toEqual([1, 30, 3000])
  })

  it('goes on behind what is archived', () => {
    const rest = { partitions: scene().partitions.slice(1), archivedTo: 10 }
    expect(planned({}, rest)).toEqual([11, 30, 2000])
  })

  it('says what stands against it', () => {
    expect(planned({ beforePosition: 10 })).toEqual([
      'nothing',
      'the oldest whole partition holds positions 1 to 10, taken until 1970-01-01T00:00:00.000Z: not all of it may go',
    ])
    expect(planned({}, { partitions: [] })).toMatchObject(['nothing', expect.stringContaining('no partition')])
    expect(planned({}, { packedTo: 29 })).toEqual([
      'not_packed',
      'the packed segments end with position 29, the events to archive with 30',
    ])
    expect(planned({}, { readers: new Map([['sichter', 29]]) })).toEqual([
      'behind',
      'not yet past position 30: sichter at 29',
    ])
    expect(planned({}, { archivedTo: 3 })).toEqual(['not_whole', 'partition log_0 begins at 1 where 4 was due'])
  })
})
