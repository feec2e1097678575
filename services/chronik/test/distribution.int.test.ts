import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Connection, type ConsumerReply } from '@heimgewebe/mesh'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { jetstream, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { closed } from './log-kit.js'

const STREAM = 'HEIMGEWEBE'

describe('the distribution of the log', () => {
  let mesh: TestMesh
  let nats: NatsConnection
  let manager: JetStreamManager
  beforeAll(async () => {
    mesh = await TestMesh.start({ CHRONIK_LAG_ALARM: '50', CHRONIK_LAG_EVERY: '50ms' })
    nats = await mesh.chronik.get(Connection).nats()
    manager = await jetstreamManager(nats)
    await mesh.append(...Array.from({ length: 1200 }, (_, i) => closed(1 + (i % 40))))
    await mesh.settled()
  })
  afterAll(() => mesh.stop())

  /** Waits until the stream has what the log has, and compares every message with it. */
  const refilled = async (): Promise<void> => {
    const events = await mesh.events()
    const filled = await eventually(() =>
      manager.streams.info(STREAM).then(
        ({ state }) => state.last_seq === events.length && state.first_seq === 1 && state,
        () => undefined,
      ),
    )
    for (const seq of [1, 2, 500, 501, 777, events.length]) {
      const message = await manager.streams.getMessage(STREAM, { seq })
      expect(message?.header.get('ce-id')).toBe(events[seq - 1]!.id)
    }
    expect(filled.messages).toBe(events.length)
  }

  const from = async (position: number, service: string): Promise<ConsumerReply> =>
    (await nats.request(`chronik.consumer.${service}`, JSON.stringify({ from: position }), { timeout: 5000 })).json()

  it('has every event at the sequence of its position', refilled)

  it('fills a deleted stream again, while nothing is appended', async () => {
    await manager.streams.delete(STREAM)
    await refilled()
  })

  it('fills a lost tail again', async () => {
    const { config } = await manager.streams.info(STREAM)
    const messages = []
    for (let seq = 1; seq <= 700; seq++) messages.push(await manager.streams.getMessage(STREAM, { seq }))
    await manager.streams.delete(STREAM)
    // What a server has after a power cut: the first messages as they were, the last never written.
    await manager.streams.add(config)
    for (const message of messages) nats.publish(message!.subject, message!.data, { headers: message!.header })
    await nats.flush()
    await refilled()
  })

  it('makes a stream of another log anew', async () => {
    await manager.streams.purge(STREAM)
    await manager.streams.delete(STREAM)
    await manager.streams.add({ name: STREAM, subjects: ['heimgewebe.>'] })
    for (let i = 0; i < 30; i++)
      await jetstream(nats)
        .publish('heimgewebe.pr.closed.v1.00', '{"id":"foreign"}')
        .catch(() => undefined)
    await refilled()
  })

  it('carries an event whose trace context no header can hold, and all that follow on it', async () => {
    await mesh.append(closed(1, { traceparent: '00-1\r\nNats-Rollup: all' }), closed(2, { traceparent: '00-2' }))
    await refilled()
    const last = (await manager.streams.info(STREAM)).state.last_seq
    const [torn, whole] = await Promise.all([last - 1, last].map((seq) => manager.streams.getMessage(STREAM, { seq })))
    expect(torn?.header.has('traceparent')).toBe(false)
    expect(torn?.json()).toMatchObject({ traceparent: '00-1\r\nNats-Rollup: all' })
    expect(whole?.header.get('traceparent')).toBe('00-2')
  })

  it('starts a consumer from any position', async () => {
    expect(await from(1000, 'sichter')).toMatchObject({ ok: true })
    const consumer = await jetstream(nats).consumers.get(STREAM, 'sichter')
    const message = await consumer.next({ expires: 2000 })
    expect([message?.seq, message?.json<{ subject: string }>().subject]).toEqual([1000, 'pr/acme/shop/40'])
    expect(await from(0, 'sichter')).toMatchObject({ ok: false })
  })

  it('lets no consumer that stands still hold up another, and raises an alarm for it until it has caught up', async () => {
    const detail = async (): Promise<string> => {
      const { checks } = await mesh.chronik.json<{ checks: { name: string; detail?: string }[] }>('/readyz')
      return checks.find(({ name }) => name === 'consumers')?.detail ?? ''
    }
    const until = (pattern: RegExp): Promise<boolean> => eventually(async () => pattern.test(await detail()), detail)
    await from(1, 'heimlern')
    await mesh.append(closed(1))
    await mesh.settled()
    await until(/behind: .*heimlern by \d+ events/)
    const metrics = await (await mesh.chronik.fetch('/metrics')).text()
    expect(metrics).toMatch(/heimgewebe_log_consumer_lag_events\{consumer="heimlern"[^}]*\} 1203/)
    expect(metrics).toMatch(/heimgewebe_log_consumers_behind\{[^}]*\} [12]/)

    for (const name of ['heimlern', 'sichter']) {
      const consumer = await jetstream(nats).consumers.get(STREAM, name)
      for (let last = 0; last < 1203;) {
        const batch = await consumer.fetch({ max_messages: 500, expires: 1000 })
        for await (const message of batch) {
          message.ack()
          last = message.seq
        }
      }
    }
    await until(/none far behind/)
  })
})
