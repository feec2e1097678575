import { mkdir, readdir, rm } from 'node:fs/promises'
import { GitError } from './errors.js'
import { runGit } from './git-process.js'
import { checkedFolder, checkedSha, shown } from './names.js'

/** How a tree is written out. */
export interface CheckoutOptions {
  /** Write symbolic links as such. Default false: as small files that hold the target, which lead nowhere. */
  readonly symlinks?: boolean
  /** Longest run in milliseconds. Default 300,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Writes the files of a commit into a new or empty folder. No hook and no filter runs, since neither the mirror nor the
 * environment names one; submodules become empty folders. The folder holds no trace of git afterwards.
 */
export const checkoutTree = async (
  mirror: string,
  sha: string,
  folder: string,
  options: CheckoutOptions = {},
): Promise<void> => {
  await mkdir(checkedFolder(folder), { recursive: true })
  if ((await readdir(folder)).length > 0) throw new GitError('refused', `the folder is not empty: ${shown(folder)}`)
  const index = `${folder.replace(/\/+$/, '')}.index`
  const { symlinks = false, timeoutMs = 300_000, signal } = options
  const run = {
    gitDir: mirror,
    workTree: folder,
    index,
    settings: [`core.symlinks=${symlinks}`, 'core.bare=false', 'core.autocrlf=false'],
    timeoutMs,
    ...(signal ? { signal } : {}),
  }
  try {
    await runGit('read-tree', [`${checkedSha(sha)}^{tree}`], run)
    // `checkout-index` works from the current folder, so it is told where to write.
    await runGit('checkout-index', ['--all', '--quiet', `--prefix=${folder.replace(/\/+$/, '')}/`], run)
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}
