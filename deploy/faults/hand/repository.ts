import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Runs git as a person would, with no code of the product. Throws with what it said where it fails. */
export const git = (folder: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

/** A new repository with one commit on `main`; gives its id. */
export const newRepository = (folder: string): string => {
  mkdirSync(folder, { recursive: true })
  git(folder, 'init', '-q', '-b', 'main')
  git(folder, 'config', 'user.name', 'Ada')
  git(folder, 'config', 'user.email', 'ada@example.org')
  writeFileSync(join(folder, 'README.md'), 'hello\n')
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'start')
  return git(folder, 'rev-parse', 'HEAD')
}

/** What a branch points to; nothing where there is no such branch. */
export const headOf = (folder: string, branch: string): string | undefined =>
  git(folder, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`) || undefined

/** One number for all names, kinds and contents below a folder. */
export const hashOf = (folder: string): string => {
  const hash = createHash('sha256')
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPlace)) {
    const path = join(entry.parentPath, entry.name)
    hash.update(`${path}\0${entry.isDirectory()}\0${entry.isSymbolicLink()}\0`)
    if (entry.isSymbolicLink()) hash.update(readlinkSync(path))
    else if (entry.isFile()) hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}

const byPlace = (one: { parentPath: string; name: string }, other: { parentPath: string; name: string }): number =>
  join(one.parentPath, one.name) < join(other.parentPath, other.name) ? -1 : 1
