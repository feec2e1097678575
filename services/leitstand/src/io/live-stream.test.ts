import { afterEach, describe, expect, it } from '@jest/globals'
import { eventually } from '@heimgewebe/testing'
import { Metrics } from '@heimgewebe/mesh'
import { LiveStream } from './live-stream.js'
import type { Client } from './stream-client.js'
import type { MomentRow } from './view-rows.js'

const moment = (position: number): MomentRow => ({
  position,
  id: String(position),
  type: 'change.recorded.v1',
  subject: 's',
  time: '',
  line: '',
  parts: {},
  notable: false,
  correlationid: '',
})

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** A client that writes down what it is told. */
const watcher = (isSlow = false) => {
  const heard: number[] = []
  const said: [string, object][] = []
  const state = { ended: false }
  const client: Client = {
    send: ({ position }) => void heard.push(position),
    say: (name, data) => void said.push([name, data]),
    onClose: () => undefined,
    isSlow,
    end: () => void (state.ended = true),
  }
  return { client, heard, said, state }
}

describe('LiveStream', () => {
  const streams: LiveStream[] = []
  const stream = (ring = 100, perSecond = 50): LiveStream => {
    const live = new LiveStream({ ring, perSecond, clients: 2 }, new Metrics('leitstand'))
    streams.push(live)
    return live
  }
  afterEach(() => {
    for (const live of streams.splice(0)) live.onModuleDestroy()
  })

  it('gives a new page the newest events, and then each one once', async () => {
    const live = stream()
    for (const n of range(1, 20)) live.push(moment(n))
    const { client, heard } = watcher()
    live.join(client, undefined, 3)
    live.push(moment(21))
    live.push(moment(21))
    live.push(moment(20))
    live.push(moment(22))
    await eventually(() => heard.includes(22))

    expect(heard).toEqual([18, 19, 20, 21, 22])
  })

  it('gives a page that joins while events wait each of them once', async () => {
    const live = stream()
    live.join(watcher().client, undefined, 0)
    live.push(moment(1))
    const late = watcher()
    live.join(late.client, undefined, 10)
    live.push(moment(2))
    await eventually(() => late.heard.includes(2))

    expect(late.heard).toEqual([1, 2])
  })

  it('resumes after the last event that a page heard', () => {
    const live = stream()
    for (const n of range(1, 10)) live.push(moment(n))
    const { client, heard, said } = watcher()
    live.join(client, 7, 3)

    expect(heard).toEqual([8, 9, 10])
    expect(said.map(([name]) => name)).toEqual(['hello'])
  })

  it('says how many events it no longer remembers', () => {
    const live = stream(10)
    for (const n of range(1, 100)) live.push(moment(n))
    const { client, heard, said } = watcher()
    live.join(client, 5, 3)

    expect(said[1]).toEqual(['skipped', { after: 5, resumed: heard[0], count: (heard[0] ?? 0) - 6 }])
    expect(heard.at(-1)).toBe(100)
  })

  it('counts what comes faster than a person reads', async () => {
    const live = stream(100, 20)
    const { client, heard, said } = watcher()
    live.join(client, undefined, 0)
    for (const n of range(1, 5000)) live.push(moment(n))
    await eventually(() => said.some(([name]) => name === 'burst'))

    const counted = said
      .filter(([name]) => name === 'burst')
      .reduce((sum, [, data]) => sum + (data as { count: number }).count, 0)
    expect(heard.length + counted).toBe(5000)
    expect(heard.length).toBeLessThanOrEqual(60)
  })

  it('drops a page that does not read, counts it, and keeps the others', async () => {
    const live = stream()
    const slow = watcher(true)
    const quick = watcher()
    live.join(slow.client, undefined, 0)
    live.join(quick.client, undefined, 0)
    expect(live.hasRoom).toBe(false)
    live.push(moment(1))
    await eventually(() => slow.state.ended)
    live.push(moment(2))
    await eventually(() => quick.heard.includes(2))

    expect(live.state).toEqual({ clients: 1, dropped: 1, position: 2 })
  })

  it('puts the events from before its start behind those it heard since', () => {
    const live = stream()
    live.push(moment(5))
    live.remember([3, 4, 5].map(moment))
    const { client, heard } = watcher()
    live.join(client, undefined, 10)

    expect(heard).toEqual([3, 4, 5])
  })
})
