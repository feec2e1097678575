import { describe, expect, it } from '@jest/globals'
import type { EventSummary } from '../api.js'
import { BurstCounter } from './burst-counter.js'

const event = (position: number, type: string, notable = false): EventSummary => ({
  position,
  id: String(position),
  type,
  subject: 's',
  time: '',
  line: '',
  parts: {},
  notable,
  correlationid: '',
})

const importOf = (from: number, count: number): EventSummary[] =>
  Array.from({ length: count }, (_, i) => event(from + i, 'change.recorded.v1'))

describe('BurstCounter', () => {
  it('sends all where they fit', () => {
    expect(new BurstCounter().sift(importOf(1, 3), 3)).toEqual({ sent: importOf(1, 3), counted: 0 })
  })

  it('sends the rare ones of a heap first, in log order, and counts the rest', () => {
    const bursts = new BurstCounter()
    const heap = [...importOf(1, 500), event(501, 'incident.detected.v1', true), ...importOf(502, 500)]

    const { sent, counted } = bursts.sift(heap, 3)

    expect(sent.map(({ position }) => position)).toEqual([1, 2, 501])
    expect(counted).toBe(998)
  })

  it('tells a burst once a second, with what it counted since', () => {
    const bursts = new BurstCounter()
    bursts.sift(importOf(1, 10), 0)
    expect(bursts.take(1000)).toBeUndefined()
    bursts.sift(importOf(11, 5), 0)

    expect(bursts.take(2000)).toEqual({ count: 15, first: 1, last: 15, ms: 1000, types: { 'change.recorded.v1': 15 } })
    expect(bursts.pending).toBe(false)
    expect(bursts.take(9000)).toBeUndefined()
  })
})
