import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventually } from '@heimgewebe/testing'
import { nkeyAuthenticator } from '@nats-io/nats-core'
import { connect } from '@nats-io/transport-node'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findNatsServer } from '../bootstrap/programs.mjs'
import { databaseUrl } from '../cli/src/stack/database-roles.js'
import type { Secrets } from '../cli/src/stack/secrets.js'
import { SERVICES, type ServiceName } from '../cli/src/stack/services.js'
import { readSettings } from '../cli/src/stack/settings.js'
import type { Settings } from '../cli/src/stack/settings.js'
import { Stack } from '../cli/src/stack/stack.js'
import { close, listen } from './mesh-under-test.js'

let home: string
let settings: Settings
let stack: Stack
let secrets: Secrets
const notices: string[] = []

/** Postgres and nats-server of a stack without services. */
const startStack = async (): Promise<void> => {
  stack = new Stack(settings, (text) => notices.push(text))
  secrets = await stack.start(() => undefined)
}

const freePort = async (): Promise<string> => {
  const server = await listen(0)
  const { port } = server.address() as AddressInfo
  await close(server)
  return String(port)
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'two words ß '))
  const ports = await Promise.all(
    ['POSTGRES', 'NATS', 'NATS_MONITOR'].map(async (name) => [`HEIMGEWEBE_${name}_PORT`, await freePort()]),
  )
  const source = {
    ...Object.fromEntries(ports),
    PATH: process.env['PATH'],
    HEIMGEWEBE_HOME: home,
    HEIMGEWEBE_SERVICES: 'none',
    HEIMGEWEBE_NATS_SERVER: findNatsServer() ?? '',
  }
  settings = readSettings(source, 'prod', process.cwd())
  await startStack()
})

afterAll(async () => {
  await stack.stop()
  await rm(home, { recursive: true, force: true })
})

const query = async (service: ServiceName, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(
    databaseUrl(service, secrets.services[service].databasePassword, settings.ports.postgres),
  )
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('Postgres of a stack', () => {
  it('keeps every promise of durability', async () => {
    const rows = await query(
      'chronik',
      "select name, setting from pg_settings where name in ('fsync','full_page_writes','synchronous_commit','data_checksums','zero_damaged_pages') order by name",
    )

    expect(rows).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
      { name: 'zero_damaged_pages', setting: 'off' },
    ])
  })

  it('gives each service its own schema and no way into another', async () => {
    await query('chronik', 'create table secret (word text)')

    expect(await query('chronik', 'select current_schema() as schema')).toEqual([{ schema: 'chronik' }])
    await expect(query('sichter', 'select * from chronik.secret')).rejects.toThrow(
      /permission denied for schema chronik/,
    )
    await expect(query('sichter', 'create schema mine')).rejects.toThrow(/permission denied/)
    await expect(query('sichter', 'create table public.mine (x int)')).rejects.toThrow(/permission denied/)
  })

  it("refuses every role every act in the schema of another, and all that is the owner of the cluster's", async () => {
    const refused: string[] = []
    const pairs = SERVICES.flatMap((own) =>
      SERVICES.filter((other) => other !== own).map((other) => [own, other] as const),
    )
    for (const [own, other] of pairs)
      for (const act of [
        `select * from ${other}.secret`,
        `insert into ${other}.secret values ('x')`,
        `create table ${other}.mine (x int)`,
        `drop schema ${other} cascade`,
        `set role ${other}`,
      ])
        await query(own, act).catch((error: unknown) => refused.push(`${String(error)} ${own} ${act}`))
    for (const own of SERVICES)
      for (const act of [
        'create role mine superuser',
        `alter role ${own} superuser`,
        'create database mine',
        "select pg_read_file('PG_VERSION')",
        "copy (select 1) to program 'true'",
        'alter system set fsync = off',
        'select * from pg_authid',
        'create extension adminpack',
      ])
        await query(own, act).catch((error: unknown) => refused.push(`${String(error)} ${own} ${act}`))

    expect(refused).toHaveLength(pairs.length * 5 + SERVICES.length * 8)
    expect(
      refused.filter((text) => !/permission denied|must be owner|extension "adminpack" is not available/.test(text)),
    ).toEqual([])
  })

  it('refuses a wrong password', async () => {
    const client = new pg.Client(databaseUrl('chronik', 'wrong', settings.ports.postgres))

    await expect(client.connect()).rejects.toThrow(/password authentication failed/)
  })

  it('comes back with its data after SIGKILL', async () => {
    await query('chronik', "insert into secret values ('kept')")
    const server = stack.processes.find(({ spec }) => spec.name === 'postgres')!
    const before = server.pid!
    process.kill(before, 'SIGKILL')
    await eventually(() => server.pid !== before && server.state === 'ready')

    expect(await query('chronik', 'select word from secret')).toEqual([{ word: 'kept' }])
    expect(notices.join('\n')).toContain('postgres died (SIGKILL)')
  })

  it('starts again over the lock file of a server that is gone', async () => {
    await stack.stop()
    await writeFile(join(home, 'postgres', 'postmaster.pid'), `${process.pid}\n${join(home, 'postgres')}\n`)
    await startStack()

    expect(await query('chronik', 'select word from secret')).toEqual([{ word: 'kept' }])
  })
})

describe('nats-server of a stack', () => {
  const open = async (service: ServiceName) => {
    const seed = (await readFile(secrets.services[service].seedFile, 'utf8')).trim()
    return connect({
      servers: `127.0.0.1:${settings.ports.nats}`,
      authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
      inboxPrefix: `_INBOX_${service}`,
      reconnect: false,
    })
  }

  it('lets nobody in without a key', async () => {
    await expect(connect({ servers: `127.0.0.1:${settings.ports.nats}`, reconnect: false })).rejects.toThrow(
      /authorization/i,
    )
  })

  it('lets a service ask chronik and get its answer', async () => {
    const [chronik, sichter] = [await open('chronik'), await open('sichter')]
    chronik.subscribe('chronik.append.*', {
      callback: (_error, message) => void message.respond(`heard ${message.subject}`),
    })
    await chronik.flush()

    expect((await sichter.request('chronik.append.sichter', 'x', { timeout: 5000 })).string()).toBe(
      'heard chronik.append.sichter',
    )
    await expect(sichter.request('chronik.append.wgx', 'x', { timeout: 1000 })).rejects.toThrow(/permission/i)
    await Promise.all([chronik.close(), sichter.close()])
  })

  it('lets no service but chronik publish an event or make a consumer', async () => {
    const sichter = await open('sichter')

    for (const subject of [
      'heimgewebe.risk.assessed.v1.00',
      '$JS.API.CONSUMER.CREATE.HEIMGEWEBE.x',
      '$JS.API.STREAM.DELETE.HEIMGEWEBE',
    ])
      await expect(sichter.request(subject, 'x', { timeout: 1000 })).rejects.toThrow(/permission/i)
    await sichter.close()
  })

  it('is ready over a stream that a power cut left unreadable, so that chronik can make it anew', async () => {
    const chronik = await open('chronik')
    const config = { name: 'HEIMGEWEBE', subjects: ['heimgewebe.>'], storage: 'file' }
    await chronik.request('$JS.API.STREAM.CREATE.HEIMGEWEBE', JSON.stringify(config))
    await chronik.close()
    await stack.stop()
    const store = join(home, 'nats', 'store')
    const files = await readdir(store, { recursive: true })
    await truncate(
      join(
        store,
        files.find((file) => /HEIMGEWEBE.meta\.inf$/.test(file))!,
      ),
      0,
    )
    await startStack()

    expect(stack.processes.find(({ spec }) => spec.name === 'nats-server')!.state).toBe('ready')
  })
})
