import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { close, listen, MeshUnderTest } from './mesh-under-test.js'
import { hunt, secretsOf } from './secret-hunt.js'
import { SmallRepository } from './small-repository.js'

/** Result of `--once --json`, as the README documents it. */
interface Result {
  readonly repository: string
  readonly events: number
  readonly changes: number
  readonly seconds: number
  readonly services: readonly { readonly name: string; readonly ready_ms: number; readonly rss_bytes: number }[]
  readonly risky: readonly {
    readonly change: string
    readonly title: string
    readonly percentile: number
    readonly reasons: readonly { readonly text: string; readonly events: readonly string[] }[]
    readonly baseline_percentile: number
  }[]
}

interface Status {
  readonly processes: readonly {
    readonly name: string
    readonly up: boolean
    readonly pid: number
    readonly restarts: number
  }[]
}

// The first start may have to build everything.
const LONG = 600_000

let mesh: MeshUnderTest
let folder: string
let repository: SmallRepository
let first: Result

beforeAll(async () => {
  mesh = await MeshUnderTest.prepare()
  folder = await mkdtemp(join(tmpdir(), 'two words ä '))
  repository = new SmallRepository(join(folder, 'my shop'))
  await repository.init()
  await repository.fill()
}, LONG)

afterAll(async () => {
  await mesh.remove()
  await rm(folder, { recursive: true, force: true })
}, LONG)

const job = async (): Promise<Result> => {
  const { code, stdout, stderr } = await mesh.start('--repo', repository.path, '--once', '--json')
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Result
}

describe('npm start -- --repo PATH --once --json', () => {
  it(
    'judges every change and prints one document, nothing else, on stdout',
    async () => {
      first = await job()

      expect(first.repository).toBe('local/my shop')
      expect(first.changes).toBe(repository.commits)
      expect(first.events).toBeGreaterThan(2 * repository.commits)
      expect(first.services.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['postgres', 'nats-server', 'chronik', 'sichter', 'leitstand']),
      )
      expect(first.services.every(({ ready_ms, rss_bytes }) => ready_ms > 0 && rss_bytes > 0)).toBe(true)
      expect(first.risky).toHaveLength(10)
      expect(first.risky.map(({ percentile }) => percentile)).toEqual(
        first.risky.map(({ percentile }) => percentile).toSorted((a, b) => b - a),
      )
    },
    LONG,
  )

  it('names past events as reasons', () => {
    const reasons = first.risky.flatMap((change) => change.reasons)

    expect(reasons.length).toBeGreaterThan(0)
    for (const { text, events } of reasons) {
      expect(text).not.toBe('')
      expect(events.length).toBeGreaterThan(0)
    }
  })

  it('leaves nothing running behind', async () => {
    expect(await mesh.openPorts()).toEqual([])
  })

  it(
    'finds its data at a second start and says the same',
    async () => {
      const second = await job()

      expect(second.changes).toBe(first.changes)
      expect(second.risky).toEqual(first.risky)
    },
    LONG,
  )

  it(
    'refuses a busy port and names it with its setting',
    async () => {
      const server = await listen(mesh.ports['CHRONIK_PORT']!)
      const { code, stdout, stderr } = await mesh.start('--repo', repository.path, '--once', '--json')
      await close(server)

      expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
      expect(stderr).toContain(`port ${mesh.ports['CHRONIK_PORT']} of chronik is in use`)
      expect(stderr).toContain('set CHRONIK_PORT')
      expect(await mesh.openPorts()).toEqual([])
    },
    LONG,
  )

  it(
    'refuses a folder that is no repository before it starts anything',
    async () => {
      const empty = join(folder, 'no repository')
      await mkdir(empty)
      const { code, stderr } = await mesh.start('--repo', empty, '--once', '--json')

      expect(code).toBe(2)
      expect(stderr).toContain(`${empty} is not a git repository`)
    },
    LONG,
  )
})

describe('heimgewebe up', () => {
  const status = async (): Promise<Status> => JSON.parse((await mesh.cli('status', '--json')).stdout) as Status

  it(
    'runs in the background, starts again what is killed, shows no secret, and stops without an orphan',
    async () => {
      expect((await mesh.cli('up')).code).toBe(0)
      expect((await mesh.cli('up')).code).toBe(0)
      const victim = (await status()).processes.find(({ name }) => name === 'sichter')!
      process.kill(victim.pid, 'SIGKILL')
      let after = victim
      while (!after.up || after.pid === victim.pid)
        after = (await status()).processes.find(({ name }) => name === 'sichter')!

      expect(after.restarts).toBe(1)
      const secrets = await secretsOf(mesh.home)
      expect(secrets.size).toBeGreaterThan(15)
      expect(await hunt(mesh.home, secrets)).toEqual([])
      expect((await mesh.cli('down')).code).toBe(0)
      expect(await mesh.openPorts()).toEqual([])
      expect((await mesh.cli('status')).code).toBe(1)
    },
    LONG,
  )

  it(
    'tells what is watched and how risky a commit is',
    async () => {
      expect((await mesh.cli('up')).code).toBe(0)
      const { code, stdout } = await mesh.cli('risk', repository.path, 'HEAD~3..HEAD', '--json')
      const { changes } = JSON.parse(stdout) as { changes: readonly { percentile: number }[] }

      expect([0, 1]).toContain(code)
      expect(changes).toHaveLength(3)
      expect((await mesh.cli('risk', repository.path, 'no-such-branch')).code).toBe(2)
      // As the services are built: what a bundle leaves out is missing only there.
      let indexed = ''
      for (let tries = 0; tries < 60 && !indexed.includes('src/cart/cart.ts'); tries++)
        indexed = (await mesh.cli('events', '--type', 'code.indexed.v1', '--json')).stdout
      expect(indexed).toContain('src/cart/cart.ts')
      expect((await mesh.cli('down')).code).toBe(0)
    },
    LONG,
  )

  it('says that nothing answers when it is down', async () => {
    const { code, stderr } = await mesh.cli('events')

    expect(code).toBe(3)
    expect(stderr).toContain('chronik does not answer')
  })
})
