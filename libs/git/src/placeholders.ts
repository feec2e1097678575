import { createHash } from 'node:crypto'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { GitError } from './errors.js'
import { runGit, startGit } from './git-process.js'
import { linesOf } from './lines.js'
import { writeSynced } from './on-disk.js'
import { type CommitRange, rangeInput } from './read-history.js'
import type { SourceFolder } from './source-folder.js'

/** Most missing files for which a history is still worth reading. */
const MAX_GAPS = 20_000

/** Whether a repository was cloned without all content, as `git clone --filter` does. */
export const isPartialClone = async (source: SourceFolder): Promise<boolean> => {
  const packs = await readdir(join(source.commonDir, 'objects/pack')).catch(() => [])
  return packs.some((name) => name.endsWith('.promisor'))
}

/**
 * Lets git read a binary placeholder where a partial clone lacks the content of a file, by git's own replace refs: the
 * diffs around it can be read, and nothing pretends to be the content where replacing is switched off.
 */
export const replaceMissing = async (mirror: string): Promise<void> => {
  const folders = await missing(mirror, ['--filter=blob:none'])
  if (folders.length > 0) throw incomplete(`${folders.length} folders`)
  const files = await missing(mirror, [])
  if (files.length > MAX_GAPS) throw incomplete(`the content of ${files.length} files`)
  await replace(mirror, files)
}

/**
 * The same for files of 32 MiB and more, which git would take into memory whole only to say that they are binary. Looks
 * at all objects, or at those that these commits have and those known before them had not.
 */
export const replaceLarge = async (mirror: string, fresh?: CommitRange): Promise<void> => {
  const large: string[] = []
  const running = fresh
    ? startGit('rev-list', ['--objects', `--filter=blob:limit=${LARGE}`, ...OMITTED, '--ignore-missing', '--stdin'], {
        gitDir: mirror,
        input: rangeInput(fresh),
        timeoutMs: 600_000,
      })
    : startGit('cat-file', ['--batch-all-objects', '--unordered', `--batch-check=${SIZES}`], {
        gitDir: mirror,
        input: '',
        timeoutMs: 600_000,
      })
  for await (const lines of linesOf(running))
    for (const line of lines) {
      const sha = fresh ? omittedIn(line) : largeIn(line)
      if (sha !== undefined) large.push(sha)
    }
  await running.done
  await replace(mirror, large)
}

const LARGE = 32 * 1024 * 1024
const SIZES = '%(objectname) %(objecttype) %(objectsize)'
const OMITTED = ['--filter-print-omitted', '--no-object-names']

const omittedIn = (line: string): string | undefined => (line.startsWith('~') ? line.slice(1) : undefined)

const largeIn = (line: string): string | undefined => {
  const [sha, type, size] = line.split(' ')
  return type === 'blob' && Number(size) >= LARGE ? sha : undefined
}

const replace = async (mirror: string, files: readonly string[]): Promise<void> => {
  if (files.length === 0) return
  const pairs: string[] = []
  for (const sha of files) pairs.push(`update refs/replace/${sha} ${await writePlaceholder(mirror, sha)}\n`)
  await runGit('update-ref', ['--stdin'], { gitDir: mirror, input: pairs.join('') })
}

/**
 * Each content has a placeholder of its own, unlike all others: a change stays a change, and no two files look renamed.
 * Written as git writes a loose object, since one process for each would take longer than all the rest.
 */
const writePlaceholder = async (mirror: string, sha: string): Promise<string> => {
  const content = Buffer.concat([Buffer.alloc(1), createHash('sha512').update(sha).digest()])
  const object = Buffer.concat([Buffer.from(`blob ${content.length}\0`), content])
  const name = createHash(sha.length === 40 ? 'sha1' : 'sha256')
    .update(object)
    .digest('hex')
  const folder = join(mirror, 'objects', name.slice(0, 2))
  await mkdir(folder, { recursive: true })
  const file = join(folder, name.slice(2))
  await writeSynced(`${file}.new`, deflateSync(object))
  await rename(`${file}.new`, file)
  return name
}

const missing = async (mirror: string, filter: readonly string[]): Promise<string[]> => {
  const args = ['--objects', '--missing=print', '--no-object-names', ...filter, '--branches', '--tags', '--remotes']
  const running = startGit('rev-list', args, { gitDir: mirror, input: '', timeoutMs: 600_000 })
  const gaps: string[] = []
  for await (const lines of linesOf(running))
    for (const line of lines) if (line.startsWith('?')) gaps.push(line.slice(1))
  await running.done
  return gaps
}

const incomplete = (what: string): GitError =>
  new GitError('incomplete', `the repository is a partial clone that lacks ${what}`)
