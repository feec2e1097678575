import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A commit to make: what it writes, by path; `null` deletes. */
export interface MadeCommit {
  readonly title: string
  readonly author?: string
  readonly files: Readonly<Record<string, string | null>>
}

/** Makes a real repository with one branch `main` of these commits, in one run of git. Gives their ids, in order. */
export const makeHistory = async (folder: string, commits: readonly MadeCommit[]): Promise<string[]> => {
  await mkdir(folder, { recursive: true })
  await run('git', ['init', '--quiet', '--initial-branch=main', folder])
  const marks = join(folder, '.git', 'marks')
  const git = spawn('git', ['-C', folder, 'fast-import', '--quiet', `--export-marks=${marks}`], { stdio: 'pipe' })
  git.stdin.end(commits.map(written).join('') + 'done\n')
  const [code] = (await once(git, 'close')) as [number]
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
  await run('git', ['-C', folder, 'reset', '--quiet', '--hard', 'main'])
  const ids = new Map(
    (await readFile(marks, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  )
  return commits.map((_, n) => ids.get(`:${n + 1}`)!)
}

const written = ({ title, author = 'Ada', files }: MadeCommit, n: number): string => {
  const who = `${author} <${author.toLowerCase()}@example.org> ${1_767_225_600 + n * 86_400} +0000`
  const changes = Object.entries(files).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  )
  return `commit refs/heads/main\nmark :${n + 1}\nauthor ${who}\ncommitter ${who}\ndata ${Buffer.byteLength(title)}\n${title}\n${changes.join('')}\n`
}
