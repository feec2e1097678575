import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { EXIT } from '../cli/src/failure.js'
import { Terminal } from '../cli/src/output/terminal.js'
import { buildProgram } from '../cli/src/program.js'
import { answersOf, folderOf, packedTo, SMALL, tellStory } from '../../services/chronik/test/archive-kit.js'
import { readChain } from '@heimgewebe/segments'
import type { MeshEvent } from '@heimgewebe/contracts'

const MAIN = join(import.meta.dirname, '../../services/chronik/dist/main.js')

/** A range, its mark and its announcement, as Postgres has them. */
interface Left {
  readonly marks: number
  readonly announced: number
  readonly slim: number
  readonly beside: number
}

describe('archiving under kill -9', () => {
  let mesh: TestMesh
  let port: number
  let root: MeshEvent
  let head: number
  let before: Record<string, unknown>
  const running = new Set<ChildProcess>()
  beforeAll(async () => {
    mesh = await TestMesh.start(SMALL)
    root = await tellStory(mesh, 6)
    await packedTo(mesh, 90)
    await mesh.settled()
    head = (await mesh.events()).at(-1)!.position
    before = await answersOf(mesh, root, head)
    await mesh.chronik.stop()
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    server.close()
  })
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL')
    await mesh.stop()
  })

  /** chronik as it runs in production, which dies at a failpoint where one is named. */
  const start = (failpoint?: string): ChildProcess => {
    const env = { ...process.env, ...mesh.settings, CHRONIK_PORT: String(port), HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true' }
    const child = spawn(process.execPath, [MAIN], {
      env: failpoint === undefined ? env : { ...env, HEIMGEWEBE_FAILPOINT: failpoint },
      stdio: 'ignore',
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    return child
  }

  const ask = async (init: RequestInit = {}): Promise<Response | undefined> =>
    fetch(`http://127.0.0.1:${port}/log/archive`, {
      ...init,
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    }).catch(() => undefined)

  /** Asks until chronik begins to archive. */
  const archive = (): Promise<boolean> =>
    eventually(
      async () =>
        (await ask({ method: 'POST', body: JSON.stringify({ before: 90, by: 'person/ada' }) }))?.status === 202,
    )

  const died = async (child: ChildProcess): Promise<void> => {
    const signal = child.signalCode ?? ((await once(child, 'exit')) as [number | null, string])[1]
    expect(signal).toBe('SIGKILL')
  }

  const left = async (): Promise<Left> => {
    const [row] = await mesh.query<Left & Record<string, unknown>>(
      `select (select count(*)::integer from chronik.archived_range) as marks,
        (select count(*)::integer from chronik.log where type = 'log.archived.v1') as announced,
        (select count(*)::integer from chronik.log where place is not null) as slim,
        (select count(*)::integer from pg_class where relname ~ '^log_[0-9]+_slim$') as beside`,
    )
    return row!
  }

  it('has happened not at all before its mark, and is finished after it, once, wherever it was cut off', async () => {
    const first = start('archive-checked')
    await archive()
    await died(first)
    expect(await left()).toEqual({ marks: 0, announced: 0, slim: 0, beside: 2 })

    const second = start('archive-marked')
    await archive()
    await died(second)
    expect(await left()).toMatchObject({ marks: 1, announced: 0, slim: 0 })

    // From here on nobody asks again: each start finishes what was marked, and dies a step further.
    await died(start('archive-announced'))
    expect(await left()).toMatchObject({ marks: 1, announced: 1, slim: 0 })
    await died(start('archive-before-commit'))
    expect(await left()).toMatchObject({ announced: 1, slim: 0 })
    await died(start('archive-after-commit'))
    expect(await left()).toEqual({ marks: 1, announced: 1, slim: 80, beside: 0 })

    await mesh.chronik.start()
    expect(await left()).toEqual({ marks: 1, announced: 1, slim: 80, beside: 0 })
    expect(await mesh.chronik.json('/log/archive')).toEqual({ state: 'idle', archived_to: 80 })
    expect(await answersOf(mesh, root, head)).toEqual(before)
    expect((await readChain(folderOf(mesh))).problem).toBeUndefined()
  })

  it('is asked for on the command line, which says what would go, and waits until it has gone', async () => {
    await packedTo(mesh, 125)
    await mesh.settled()
    await mkdir(join(mesh.settings['HEIMGEWEBE_HOME']!, 'secrets'))
    await writeFile(join(mesh.settings['HEIMGEWEBE_HOME']!, 'secrets/token'), 'test-token')
    const printed: string[] = []
    const run = (...args: string[]): Promise<number> => {
      const home = mesh.settings['HEIMGEWEBE_HOME']!
      const source = { HEIMGEWEBE_HOME: home, CHRONIK_PORT: new URL(mesh.chronik.url).port }
      const output = { write: (text: string) => printed.push(text) }
      const terminal = new Terminal(output, output, source)
      return buildProgram(source, home, terminal, new AbortController().signal, () => undefined)(args)
    }
    expect(await run('log', 'archive', '--before', '125', '--dry-run')).toBe(EXIT.fine)
    expect(printed.join('')).toMatch(/would archive positions 81 to 120: 40 events in 1 partition, \d+ kB in Postgres/)
    expect((await left()).slim).toBe(80)
    expect(await run('log', 'archive', '--before', '125')).toBe(EXIT.fine)
    expect(printed.join('')).toMatch(/archived to position 120: \d+ kB in Postgres became \d+ kB/)
    expect((await left()).slim).toBe(120)
    await expect(run('log', 'archive', '--before', '125')).rejects.toThrow('the oldest whole partition holds')
    await expect(run('log', 'archive', '--before', 'soon')).rejects.toThrow('soon is neither a position nor a date')
    expect(await answersOf(mesh, root, head)).toEqual(before)
  })
})
