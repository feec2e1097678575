import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventually } from '@heimgewebe/testing'
import { createUser } from '@nats-io/nkeys'
import { nkeyAuthenticator } from '@nats-io/nats-core'
import { connect } from '@nats-io/transport-node'
import { networkInterfaces } from 'node:os'
import { permissionsOf } from '../cli/src/stack/nats-permissions.js'
import { SERVICES, type ServiceName } from '../cli/src/stack/services.js'
import { BusUnderTest } from './bus-under-test.js'

// The answers below are written from what the design promises, not from the table that the configuration is made of.

const OTHERS = SERVICES.filter((name) => name !== 'chronik')

/** Subjects of one service, and who alone may publish there. */
const ownPublish = (name: ServiceName): Readonly<Record<string, readonly ServiceName[]>> => ({
  [`chronik.append.${name}`]: [...new Set<ServiceName>(['chronik', name])],
  [`chronik.consumer.${name}`]: [...new Set<ServiceName>(['chronik', name])],
  [`$JS.API.CONSUMER.CREATE.HEIMGEWEBE.${name}`]: ['chronik'],
  [`$JS.API.CONSUMER.CREATE.HEIMGEWEBE.${name}.heimgewebe.>`]: ['chronik'],
  [`$JS.API.CONSUMER.DURABLE.CREATE.HEIMGEWEBE.${name}`]: ['chronik'],
  [`$JS.API.CONSUMER.DELETE.HEIMGEWEBE.${name}`]: ['chronik'],
  [`$JS.API.CONSUMER.PAUSE.HEIMGEWEBE.${name}`]: ['chronik'],
  [`$JS.API.CONSUMER.MSG.NEXT.HEIMGEWEBE.${name}`]: ['chronik'],
  [`$JS.API.CONSUMER.INFO.HEIMGEWEBE.${name}`]: ['chronik'],
  [`LOG.API.CONSUMER.MSG.NEXT.HEIMGEWEBE.${name}`]: name === 'chronik' ? [] : [name],
  [`LOG.API.CONSUMER.INFO.HEIMGEWEBE.${name}`]: name === 'chronik' ? [] : [name],
  [`LOG.API.CONSUMER.CREATE.HEIMGEWEBE.${name}`]: [],
  [`LOG.API.CONSUMER.DELETE.HEIMGEWEBE.${name}`]: [],
  [`$JS.ACK.HEIMGEWEBE.${name}.1.1.1.1.1`]: [name],
  [`$JS.ACK.OTHER.${name}.1.1.1.1.1`]: [],
  [`_INBOX_${name}.forged`]: name === 'chronik' ? ['chronik'] : [],
  [`heimgewebe.${name}.done.v1.00`]: ['chronik'],
})

/** Subjects that belong to nobody but chronik, or to nobody at all. */
const SHARED: Readonly<Record<string, readonly ServiceName[]>> = {
  'heimgewebe.pr.opened.v1.07': ['chronik'],
  'heimgewebe.>': ['chronik'],
  ...Object.fromEntries(
    ['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'INFO', 'SNAPSHOT', 'RESTORE', 'MSG.GET', 'MSG.DELETE', 'PEER.REMOVE'].map(
      (verb) => [`$JS.API.STREAM.${verb}.HEIMGEWEBE`, ['chronik']],
    ),
  ),
  '$JS.API.STREAM.LIST': ['chronik'],
  '$JS.API.STREAM.CREATE.MIRROR': ['chronik'],
  '$JS.API.DIRECT.GET.HEIMGEWEBE': ['chronik'],
  '$JS.API.INFO': ['chronik'],
  '$JS.FC.HEIMGEWEBE.sichter.x': [],
  '$SYS.REQ.SERVER.PING': [],
  '$SYS.REQ.ACCOUNT.PING.CONNZ': [],
  '$SYS.ACCOUNT.CHRONIK.CONNECT': [],
  '_INBOX.forged': [],
  // Where answers to another account go; chronik has to be able to give them.
  '_R_.forged': ['chronik'],
  'chronik.append': ['chronik'],
  'chronik.append.nobody': ['chronik'],
  'cmd.deploy': [],
  foreign: [],
}

const mayListen: Readonly<Record<string, readonly ServiceName[]>> = {
  ...Object.fromEntries(SERVICES.map((name) => [`_INBOX_${name}.>`, [name]])),
  ...Object.fromEntries(SERVICES.map((name) => [`chronik.append.${name}`, ['chronik']])),
  ...Object.fromEntries(SERVICES.map((name) => [`$JS.ACK.HEIMGEWEBE.${name}.>`, []])),
  // Who throws the kill switch is heard at once by those who act.
  'heimgewebe.switch.thrown.v1.*': OTHERS,
  'chronik.append.*': ['chronik'],
  'chronik.consumer.*': ['chronik'],
  '>': [],
  '*': [],
  '*.*': [],
  '_INBOX.>': [],
  'heimgewebe.>': [],
  'heimgewebe.pr.opened.v1.*': [],
  '$JS.>': [],
  '$JS.API.>': [],
  '$JS.EVENT.ADVISORY.>': [],
  '$SYS.>': [],
  '_R_.>': [],
  'LOG.API.>': [],
}

const isAcknowledged = (info: unknown): boolean => (info as { num_ack_pending?: number }).num_ack_pending === 0

let bus: BusUnderTest
const stream = (): Promise<Record<string, unknown>> => state('$JS.API.STREAM.INFO.HEIMGEWEBE')
const state = async (subject: string): Promise<Record<string, unknown>> =>
  (await bus.ask('chronik', subject))!.json<{ state: Record<string, unknown> }>().state

beforeAll(async () => {
  bus = await BusUnderTest.start()
  await bus.ask('chronik', '$JS.API.STREAM.CREATE.HEIMGEWEBE', {
    name: 'HEIMGEWEBE',
    subjects: ['heimgewebe.>'],
    storage: 'file',
    retention: 'limits',
    num_replicas: 1,
  })
  for (const name of OTHERS)
    await bus.ask('chronik', `$JS.API.CONSUMER.DURABLE.CREATE.HEIMGEWEBE.${name}`, {
      stream_name: 'HEIMGEWEBE',
      config: { durable_name: name, ack_policy: 'all', deliver_policy: 'all' },
    })
})
afterAll(() => bus.stop())

describe('the bus', () => {
  it('lets a service ask, and read and acknowledge its own', async () => {
    const subscription = bus
      .as('chronik')
      .subscribe('chronik.append.*', { callback: (_, message) => void message.respond(message.subject) })
    await bus.as('chronik').flush()
    await bus.ask('chronik', 'heimgewebe.pr.opened.v1.07', { event: 1 })
    for (const name of OTHERS) {
      expect((await bus.ask(name, `chronik.append.${name}`))?.string()).toBe(`chronik.append.${name}`)
      const message = await bus.next(name)
      expect([message?.subject, message?.json()]).toEqual(['heimgewebe.pr.opened.v1.07', { event: 1 }])
      bus.as(name).publish(message!.reply!)
      // The server says nothing to it here, and counts it some time later.
      const read = async (): Promise<unknown> =>
        (await bus.ask(name, `LOG.API.CONSUMER.INFO.HEIMGEWEBE.${name}`))?.json()
      await eventually(async () => isAcknowledged(await read()))
      expect(await read()).toMatchObject({ num_ack_pending: 0, ack_floor: { stream_seq: 1 } })
    }
    subscription.unsubscribe()
  })

  it('lets each service publish where it must, and nowhere else', async () => {
    const expected = Object.assign({}, SHARED, ...SERVICES.map(ownPublish)) as typeof SHARED
    // Messages that are let through are real: those that would change the stream are asked of a stream of another name.
    const found: Record<string, ServiceName[]> = {}
    for (const subject of Object.keys(expected))
      for (const name of SERVICES) {
        found[subject] ??= []
        if (await bus.mayPublish(name, harmless(subject))) found[subject].push(name)
      }

    expect(found).toEqual(expected)
  })

  it('lets each service listen on its own inbox alone, and chronik to requests', async () => {
    const found: Record<string, ServiceName[]> = {}
    for (const subject of Object.keys(mayListen))
      for (const name of SERVICES) {
        found[subject] ??= []
        if (await bus.maySubscribe(name, subject)) found[subject].push(name)
      }

    expect(found).toEqual(mayListen)
  })

  it('carries the kill switch to everyone at once, and from chronik alone', async () => {
    const heard = OTHERS.map((name) =>
      bus.as(name).subscribe('heimgewebe.switch.thrown.v1.*', { max: 1, timeout: 5000 }),
    )
    await Promise.all(OTHERS.map((name) => bus.as(name).flush()))
    await bus.ask('chronik', 'heimgewebe.switch.thrown.v1.00', { on: true })

    for (const subscription of heard)
      for await (const message of subscription) expect(message.json()).toEqual({ on: true })
  })

  // A reply subject is a publish that no permission covers: only the account it comes back into holds it.
  it.each(['chronik.append', 'LOG.API.CONSUMER.INFO.HEIMGEWEBE', 'LOG.API.CONSUMER.MSG.NEXT.HEIMGEWEBE', 'ack'])(
    'lets nobody have the answer to %s put into the stream or into the inbox of another',
    async (what) => {
      const before = await stream()
      const subscription = bus
        .as('chronik')
        .subscribe('chronik.append.*', { callback: (_, message) => void message.respond('{}') })
      await bus.as('chronik').flush()
      const subject = what === 'ack' ? '$JS.ACK.HEIMGEWEBE.sichter.1.1.1.1.1' : `${what}.sichter`
      const ask = async (): Promise<void> => {
        for (const reply of [
          'heimgewebe.pr.opened.v1.07',
          '_INBOX_wgx.forged',
          'chronik.append.wgx',
          '$JS.API.STREAM.DELETE.HEIMGEWEBE',
        ])
          bus.as('sichter').publish(subject, what === 'ack' ? '+NXT' : '{"batch":1,"expires":100000000}', { reply })
        await bus.as('sichter').flush()
      }

      expect(await bus.heard('wgx', ask)).toEqual([])
      expect(await stream()).toEqual({ ...before, num_deleted: before['num_deleted'] })
      subscription.unsubscribe()
    },
  )

  it.each([
    [
      'a push consumer into another subject',
      '$JS.API.CONSUMER.DURABLE.CREATE.HEIMGEWEBE.evil',
      {
        stream_name: 'HEIMGEWEBE',
        config: {
          durable_name: 'evil',
          deliver_subject: 'chronik.append.wgx',
          ack_policy: 'none',
          deliver_policy: 'all',
        },
      },
    ],
    [
      'a stream that publishes again elsewhere',
      '$JS.API.STREAM.CREATE.EVIL',
      { name: 'EVIL', subjects: ['evil.>'], republish: { src: 'evil.>', dest: 'heimgewebe.>' } },
    ],
    ['a mirror of the stream', '$JS.API.STREAM.CREATE.EVIL', { name: 'EVIL', mirror: { name: 'HEIMGEWEBE' } }],
    [
      'a stream with the stream as its source',
      '$JS.API.STREAM.CREATE.EVIL',
      { name: 'EVIL', sources: [{ name: 'HEIMGEWEBE' }] },
    ],
  ])('lets no service make %s', async (_, subject, body) => {
    const made: string[] = []
    for (const name of OTHERS) {
      const answer = await bus.ask(name, subject, body)
      if (answer !== undefined && answer.json<{ error?: unknown }>().error === undefined) made.push(name)
    }
    const streams = (await bus.ask('chronik', '$JS.API.STREAM.NAMES'))!.json<{ streams: string[] }>().streams

    expect([made, streams]).toEqual([[], ['HEIMGEWEBE']])
  })

  it.each([
    ['without a key', undefined],
    ['with a key that nobody made', createUser()],
  ])('refuses a connection %s', async (_, key) => {
    const connecting = connect({
      servers: `127.0.0.1:${bus.port}`,
      reconnect: false,
      ...(key === undefined ? {} : { authenticator: nkeyAuthenticator(key.getSeed()) }),
    })

    await expect(connecting).rejects.toThrow(/authorization/i)
  })

  it('answers questions about itself on the loopback alone', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    const elsewhere = addresses.filter(({ internal, family }) => !internal && family === 'IPv4')
    const ask = (host: string): Promise<number> =>
      fetch(`http://${host}:${bus.monitorPort}/healthz`, { signal: AbortSignal.timeout(500) }).then(
        ({ status }) => status,
        () => 0,
      )

    expect(await ask('127.0.0.1')).toBe(200)
    for (const { address } of elsewhere) expect({ address, status: await ask(address) }).toEqual({ address, status: 0 })
  })

  it('has no permission in its table that the answers above do not know', () => {
    const known = [...Object.keys(SHARED), ...SERVICES.flatMap((name) => Object.keys(ownPublish(name)))]
    const covers = (pattern: string): boolean =>
      known.some(
        (subject) => subject === pattern || (pattern.endsWith('.>') && subject.startsWith(pattern.slice(0, -1))),
      )

    for (const name of SERVICES) expect(permissionsOf(name).publish.filter((pattern) => !covers(pattern))).toEqual([])
  })
})

/** The same subject for a stream of another name, where a message that is let through would change the real one. */
const harmless = (subject: string): string =>
  /^\$JS\.API\.(STREAM|CONSUMER)/.test(subject) ? subject.replace(/HEIMGEWEBE|MIRROR/, 'NOTHING') : subject
