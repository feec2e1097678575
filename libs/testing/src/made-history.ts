import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A commit to make: what it writes, by path; `null` deletes. One a day, unless `day` says which, from 2026-01-01. */
export interface MadeCommit {
  readonly title: string
  readonly author?: string
  readonly day?: number
  readonly files: Readonly<Record<string, string | null>>
}

/**
 * Adds commits to a branch of a repository, in one run of git, and makes the repository where there is none. Gives their
 * ids, in order. A new branch begins at `main`.
 */
export const makeHistory = async (
  folder: string,
  commits: readonly MadeCommit[],
  branch = 'main',
): Promise<string[]> => {
  await mkdir(folder, { recursive: true })
  await run('git', ['init', '--quiet', '--initial-branch=main', folder])
  const ref = async (name: string): Promise<string | undefined> =>
    run('git', ['-C', folder, 'rev-parse', '--verify', '--quiet', `refs/heads/${name}`]).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    )
  const from = (await ref(branch)) ?? (await ref('main'))
  const marks = join(folder, '.git', 'marks')
  const git = spawn('git', ['-C', folder, 'fast-import', '--quiet', `--export-marks=${marks}`], { stdio: 'pipe' })
  git.stdin.end(commits.map((one, n) => written(one, n, branch, n === 0 ? from : undefined)).join('') + 'done\n')
  const [code] = (await once(git, 'close')) as [number]
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
  if (branch === 'main') await run('git', ['-C', folder, 'reset', '--quiet', '--hard', 'main'])
  const ids = new Map(
    (await readFile(marks, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  )
  return commits.map((_, n) => ids.get(`:${n + 1}`)!)
}

const written = (
  { title, author = 'Ada', day, files }: MadeCommit,
  n: number,
  branch: string,
  from: string | undefined,
): string => {
  const who = `${author} <${author.toLowerCase()}@example.org> ${1_767_225_600 + (day ?? n) * 86_400} +0000`
  const changes = Object.entries(files).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  )
  return `commit refs/heads/${branch}\nmark :${n + 1}\nauthor ${who}\ncommitter ${who}\ndata ${Buffer.byteLength(title)}\n${title}\n${from === undefined ? '' : `from ${from}\n`}${changes.join('')}\n`
}
