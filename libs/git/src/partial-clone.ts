import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { GitError } from './errors.js'
import { runGit } from './git-process.js'
import type { SourceFolder } from './source-folder.js'

/** Most missing files for which a history is still worth reading. */
const MAX_GAPS = 20_000

/** Whether a repository was cloned without all content, as `git clone --filter` does. */
export const isPartialClone = async (source: SourceFolder): Promise<boolean> => {
  const packs = await readdir(join(source.commonDir, 'objects/pack')).catch(() => [])
  return packs.some((name) => name.endsWith('.promisor'))
}

/**
 * Puts a binary placeholder in the place of every file content that a partial clone lacks, by git's own replace refs:
 * the diffs around it can be read, and nothing pretends to be the content where replacing is switched off.
 */
export const fillGaps = async (mirror: string): Promise<void> => {
  const folders = await missing(mirror, ['--filter=blob:none'])
  if (folders.length > 0) throw incomplete(`${folders.length} folders`)
  const files = await missing(mirror, [])
  if (files.length === 0) return
  if (files.length > MAX_GAPS) throw incomplete(`the content of ${files.length} files`)
  const blob = await runGit('hash-object', ['-w', '--stdin'], { gitDir: mirror, input: '\0' })
  const target = blob.toString('latin1').trim()
  const input = files.map((sha) => `update refs/replace/${sha} ${target}\n`).join('')
  await runGit('update-ref', ['--stdin'], { gitDir: mirror, input })
}

const missing = async (mirror: string, filter: readonly string[]): Promise<string[]> => {
  const args = ['--objects', '--missing=print', ...filter, '--branches', '--tags', '--remotes']
  const listed = await runGit('rev-list', args, { gitDir: mirror, timeoutMs: 600_000, maxBytes: 1024 ** 3 })
  const gaps: string[] = []
  // A large repository has millions of objects; only the few lines with a question mark become texts.
  for (let at = listed.indexOf('?'); at >= 0; at = listed.indexOf('?', at + 1)) {
    if (at > 0 && listed[at - 1] !== 10) continue
    const end = listed.indexOf('\n', at)
    gaps.push(listed.toString('latin1', at + 1, end < 0 ? listed.length : end))
  }
  return gaps
}

const incomplete = (what: string): GitError =>
  new GitError('incomplete', `the repository is a partial clone that lacks ${what}`)
