import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { MeshUnderTest } from './mesh-under-test.js'
import { SmallRepository } from './small-repository.js'

/** Kills that must land while the import is under way. */
const KILLS = 20
const COMMITS_A_KILL = 40
const LONG = 900_000
const FIRST_COMMIT_SECONDS = Date.parse('2026-01-05T08:00:00Z') / 1000

interface Process {
  readonly name: string
  readonly pid: number
  readonly up: boolean
}

interface GraphCounts {
  readonly nodes: Readonly<Record<string, number>>
  readonly relations: Readonly<Record<string, number>>
}

/** Decisions and guards are about commits that were young when they were seen: a later import makes fewer of them. */
const withoutDecisions = ({ nodes, relations }: GraphCounts): GraphCounts => ({
  nodes: { ...nodes, decision: 0, guard: 0 },
  relations: { ...relations, decided_about: 0, guarded_by: 0 },
})

/** What the mesh knows, counted in the log, the graph and the judgements. */
interface Counts {
  readonly log: Readonly<Record<string, number>>
  readonly doubles: number
  /** Decisions of one agent and class about one verdict beyond the first. */
  readonly decidedTwice: number
  readonly gaps: number
  readonly graph: GraphCounts
  readonly judged: readonly string[]
}

/** Appends commits to main by git's own bulk format: each touches two files, every tenth fixes the one before. */
const addCommits = async (path: string, from: number, count: number): Promise<void> => {
  const git = spawn('git', ['-C', path, 'fast-import', '--quiet', '--force'], { stdio: ['pipe', 'ignore', 'inherit'] })
  const exists = from > 1
  for (let n = from; n < from + count; n++) {
    const message = `shop: step ${n}`
    const when = `Ada <ada@example.org> ${FIRST_COMMIT_SECONDS + n * 3600} +0000`
    const text = `step ${n}\n`.repeat((n % 7) + 1)
    const parent = n === from && exists ? 'from refs/heads/main^0\n' : ''
    git.stdin.write(
      `commit refs/heads/main\nauthor ${when}\ncommitter ${when}\ndata ${Buffer.byteLength(message)}\n${message}\n${parent}` +
        `M 100644 inline src/area${n % 5}/file${n % 23}.ts\ndata ${Buffer.byteLength(text)}\n${text}\n` +
        `M 100644 inline docs/page${n % 11}.md\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    )
  }
  git.stdin.end()
  await once(git, 'close')
}

describe('kill -9 in the middle of an import', () => {
  let folder: string
  let repository: SmallRepository
  const meshes: MeshUnderTest[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-kill-'))
    repository = new SmallRepository(join(folder, 'shop'))
    await repository.init()
    await addCommits(repository.path, 1, COMMITS_A_KILL)
  }, LONG)

  afterAll(async () => {
    for (const mesh of meshes) await mesh.remove()
    await rm(folder, { recursive: true, force: true })
  }, LONG)

  const prepare = async (): Promise<MeshUnderTest> => {
    const mesh = await MeshUnderTest.prepare()
    meshes.push(mesh)
    return mesh
  }

  const ask = async <T>(mesh: MeshUnderTest, port: string, path: string): Promise<T> => {
    const token = (await readFile(join(mesh.home, 'secrets', 'token'), 'utf8')).trim()
    const response = await fetch(`http://127.0.0.1:${mesh.ports[port]}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    if (!response.ok) throw new Error(`${path} answers ${response.status}`)
    return (await response.json()) as T
  }

  const processes = async (mesh: MeshUnderTest): Promise<readonly Process[]> =>
    (JSON.parse((await mesh.cli('status', '--json')).stdout) as { processes: readonly Process[] }).processes

  /** Waits until every commit is in the log and every service has read the log to its end. */
  const settled = async (mesh: MeshUnderTest, commits: number): Promise<void> => {
    const ports = Object.keys(mesh.ports).filter((name) =>
      /^(CHRONIK|SEMANTAH|SICHTER|HEIMGEIST|WGX|HEIMLERN|LEITSTAND)_/.test(name),
    )
    const readiness = (): Promise<string[]> =>
      Promise.all(
        ports.map((port) =>
          fetch(`http://127.0.0.1:${mesh.ports[port]}/readyz`)
            .then(async (response) => `${port} ${response.status} ${await response.text()}`)
            .catch((error: unknown) => `${port} ${String(error)}`),
        ),
      )
    for (const end = Date.now() + 240_000; Date.now() < end; await sleep(500)) {
      const counts = await ask<{ head: number; types: Record<string, number> }>(
        mesh,
        'CHRONIK_PORT',
        '/events/counts',
      ).catch(() => undefined)
      if (counts?.types['change.recorded.v1'] !== commits || counts.types['risk.assessed.v1'] !== commits) continue
      const ready = await readiness()
      if (
        ready.every(
          (text) => text.includes(`at position ${counts.head}"`) || text.includes(`at position ${counts.head},`),
        )
      )
        return
    }
    const counts = JSON.stringify(await ask(mesh, 'CHRONIK_PORT', '/events/counts'))
    const places = await readiness()
    const { stdout } = await mesh.cli('status')
    const warnings = (await mesh.cli('logs')).stdout.split('\n').filter((line) => !line.includes('"level":30'))
    throw new Error(
      `the mesh did not come to rest: ${counts}\n${places.join('\n')}\n${stdout}\n${warnings.slice(-40).join('\n')}`,
    )
  }

  const count = async (mesh: MeshUnderTest): Promise<Counts> => {
    const { types } = await ask<{ types: Record<string, number> }>(mesh, 'CHRONIK_PORT', '/events/counts')
    const ids: string[] = []
    const positions: number[] = []
    const judged: string[] = []
    const decided: string[] = []
    for (let after: number | null = 0; after !== null;) {
      const page: {
        events: {
          id: string
          position: number
          type: string
          subject: string
          data: { change?: string; percentile?: number; about?: string; agent?: string; act?: string }
        }[]
        next: number | null
      } = await ask(mesh, 'CHRONIK_PORT', `/events?order=asc&limit=1000&after=${after}`)
      for (const event of page.events) {
        ids.push(event.id)
        positions.push(event.position)
        if (event.type === 'risk.assessed.v1') judged.push(`${event.data.change} ${event.data.percentile}`)
        if (event.type === 'decision.made.v1')
          decided.push([event.data.about, event.data.agent, event.data.act].join(' '))
      }
      after = page.next
    }
    const compared = [
      'change.recorded.v1',
      'risk.assessed.v1',
      'pr.merged.v1',
      'release.published.v1',
      'outcome.recorded.v1',
    ]
    return {
      log: Object.fromEntries(compared.map((type) => [type, types[type] ?? 0])),
      doubles: ids.length - new Set(ids).size,
      decidedTwice: decided.length - new Set(decided).size,
      gaps: positions.filter((position, index) => position !== index + 1).length,
      graph: withoutDecisions(await ask(mesh, 'SEMANTAH_PORT', '/graph/counts')),
      judged: judged.sort(),
    }
  }

  it(
    'loses nothing and doubles nothing, whatever is killed',
    async () => {
      const mesh = await prepare()
      expect((await mesh.cli('up')).code).toBe(0)
      expect((await mesh.cli('watch', repository.path)).code).toBe(0)
      const killed: string[] = []
      let commits = COMMITS_A_KILL
      while (killed.length < KILLS) {
        await addCommits(repository.path, commits + 1, COMMITS_A_KILL)
        commits += COMMITS_A_KILL
        await sleep(Math.random() * 2500)
        const alive = (await processes(mesh)).filter(({ up }) => up)
        const victim = alive[Math.floor(Math.random() * alive.length)]
        if (!victim) continue
        process.kill(victim.pid, 'SIGKILL')
        killed.push(victim.name)
      }
      await settled(mesh, commits)
      const disturbed = await count(mesh)
      expect(await mesh.cli('down')).toMatchObject({ code: 0 })

      const quiet = await prepare()
      expect((await quiet.cli('up')).code).toBe(0)
      expect((await quiet.cli('watch', repository.path)).code).toBe(0)
      await settled(quiet, commits)
      const undisturbed = await count(quiet)
      expect(await quiet.cli('down')).toMatchObject({ code: 0 })

      expect(killed).toHaveLength(KILLS)
      expect({ killed, ...disturbed }).toEqual({ killed, ...undisturbed })
      expect(disturbed).toMatchObject({ doubles: 0, decidedTwice: 0, gaps: 0 })
    },
    LONG,
  )
})
