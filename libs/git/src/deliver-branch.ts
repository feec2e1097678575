import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GitError } from './errors.js'
import { type GitOptions, runGit } from './git-process.js'
import { exists } from './foreign-files.js'
import { HeldFolder } from './held-folder.js'
import { moveRef } from './move-ref.js'
import { checkedSha, isRefName, shown } from './names.js'
import type { SourceFolder } from './source-folder.js'

/** A branch of somebody's repository, as it is to be. */
export interface Delivery {
  /** Short name of the branch. */
  readonly branch: string
  /** Commit that it is to point to; in the mirror. */
  readonly sha: string
  /** Commit that it points to now; nothing where it must not exist. Anything else is refused. */
  readonly expected: string | undefined
  /** Commits that the repository has already: what they hold is not sent. */
  readonly has: readonly string[]
  readonly signal?: AbortSignal
}

/**
 * Brings a branch from a mirror of ours into a repository of this machine, without ever running git there: its hooks and
 * its configuration are a stranger's. Object files are copied under their final names, then the ref is moved from what it
 * is expected to be, by the lock file that git itself uses. A kill at any moment leaves the branch old or new.
 */
export const deliverBranch = async (mirror: string, to: SourceFolder, wanted: Delivery): Promise<void> => {
  const { branch, expected, sha } = wanted
  if (!isRefName(branch)) throw new GitError('refused', `not a branch name: ${shown(branch)}`)
  await refuseForeignStorage(to)
  if (await isCheckedOut(to, branch))
    throw new GitError('refused', `branch ${shown(branch)} is checked out there; it is not moved under its owner`)
  await sendObjects(mirror, to, wanted)
  await moveRef(to, { branch, sha: checkedSha(sha), expected, note: `${mirror}.lock` })
}

/** Only the classic storage of refs, as files, is understood. */
const refuseForeignStorage = async ({ commonDir }: SourceFolder): Promise<void> => {
  if (await exists(join(commonDir, 'reftable')))
    throw new GitError('refused', `${commonDir} keeps its refs in another form than files`)
}

const isCheckedOut = async ({ commonDir }: SourceFolder, branch: string): Promise<boolean> => {
  const worktrees = await readdir(join(commonDir, 'worktrees')).catch(() => [])
  const heads = [commonDir, ...worktrees.map((name) => join(commonDir, 'worktrees', name))]
  for (const folder of heads)
    if ((await readFile(join(folder, 'HEAD'), 'utf8').catch(() => '')).trim() === `ref: refs/heads/${branch}`)
      return true
  return false
}

const sendObjects = async (mirror: string, to: SourceFolder, { sha, has, signal }: Delivery): Promise<void> => {
  const work = `${mirror}.packs`
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true, mode: 0o700 })
  try {
    const run: GitOptions = { gitDir: mirror, timeoutMs: 300_000, ...(signal ? { signal } : {}) }
    const input = [checkedSha(sha), ...has.map((one) => `^${checkedSha(one)}`), ''].join('\n')
    await runGit('pack-objects', ['--revs', '--quiet', join(work, 'pack')], { ...run, input })
    const packs = await HeldFolder.walk(to.commonDir, ['objects', 'pack'], true)
    await packs.use(async () => {
      // Git takes a pack for present when its index is; so the index comes last.
      const names = (await readdir(work)).filter((name) => /\.(pack|rev|idx)$/.test(name))
      for (const name of names.sort((one, other) => Number(one.endsWith('.idx')) - Number(other.endsWith('.idx'))))
        await place(join(work, name), packs, name)
      await packs.sync()
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Under its final name only when it is whole and on disk; one that is there already is the same, by its name. */
const place = async (from: string, folder: HeldFolder, name: string): Promise<void> => {
  if (await exists(folder.at(name))) return
  const draft = `tmp_heimgewebe_${name}`
  await rm(folder.at(draft), { force: true })
  await folder.make(draft, { file: from }, 0o444)
  await rename(folder.at(draft), folder.at(name))
}
