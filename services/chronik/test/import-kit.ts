import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { draft } from '@heimgewebe/contracts'
import { eventually, type TestMesh } from '@heimgewebe/testing'

/** One line of GET /repositories. */
export interface Watched {
  readonly repository?: string
  readonly location: string
  readonly state: string
  readonly commits_total: number
  readonly commits_done: number
  readonly problem?: string
}

/** Settings that make chronik look often enough for a test. */
export const QUICK = { CHRONIK_FOLLOW_LOCAL: '30ms' }

/** A folder for one test file, removed by `remove`. */
export const scratch = (): { readonly path: (name: string) => string; readonly remove: () => void } => {
  const root = mkdtempSync(join(tmpdir(), 'heimgewebe-import-'))
  return { path: (name) => join(root, name), remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Asks for a repository to be watched. */
export const watch = (mesh: TestMesh, location: string) =>
  mesh.append(draft('watch.requested.v1', { subject: `repository/${location}`, data: { location } }))

export const watched = async (mesh: TestMesh, location: string): Promise<Watched | undefined> => {
  const answer = await mesh.chronik.fetch('/repositories')
  return ((await answer.json()) as Watched[]).find((entry) => entry.location === location)
}

/** Waits until a repository is in a state, with a problem where one is named. */
export const reached = (mesh: TestMesh, location: string, state: string, problem?: string): Promise<Watched> =>
  eventually(async () => {
    const entry = await watched(mesh, location)
    const asExpected = entry?.state === state && (problem === undefined || entry.problem?.includes(problem))
    return asExpected ? entry : undefined
  })

/** A repository that a test makes with git itself. */
export class SourceRepository {
  private clock = 1_700_000_000

  constructor(readonly path: string) {
    execFileSync('git', ['init', '-q', '-b', 'main', path], { env: ENVIRONMENT })
  }

  git(...args: string[]): string {
    return this.run(args, {})
  }

  write(path: string, content: string): this {
    const file = join(this.path, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    return this
  }

  /** Commits all there is, a minute after the commit before; gives its id. */
  commit(message: string, ...args: string[]): string {
    this.git('add', '-A')
    this.run(['commit', '-q', '--allow-empty', ...args, '-m', message], this.dates())
    return this.git('rev-parse', 'HEAD')
  }

  merge(message: string, branch: string): string {
    this.run(['merge', '-q', '--no-ff', '-m', message, branch], this.dates())
    return this.git('rev-parse', 'HEAD')
  }

  /** Many commits at once on a branch, each of one file. */
  fill(branch: string, count: number): void {
    const lines: string[] = []
    for (let index = 0; index < count; index++) {
      const message = index % 7 === 3 ? `change ${index} (#${index})` : `change ${index}`
      lines.push(`commit refs/heads/${branch}`, `committer Ada <ada@example.org> ${(this.clock += 60)} +0000`)
      lines.push(`data ${message.length}`, message, `M 100644 inline dir${index % 9}/file${index % 50}.txt`)
      lines.push(`data ${String(index).length + 1}`, String(index), '')
    }
    execFileSync('git', ['fast-import', '--quiet'], { cwd: this.path, env: ENVIRONMENT, input: lines.join('\n') })
  }

  private dates(): Record<string, string> {
    this.clock += 60
    return { GIT_AUTHOR_DATE: `${this.clock} +0000`, GIT_COMMITTER_DATE: `${this.clock} +0000` }
  }

  private run(args: string[], more: Record<string, string>): string {
    return execFileSync('git', args, { cwd: this.path, env: { ...ENVIRONMENT, ...more } })
      .toString('utf8')
      .trim()
  }
}

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}
