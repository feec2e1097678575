import { GitError } from './errors.js'
import { runGit } from './git-process.js'
import type { SyncOptions } from './mirror.js'
import { checkedSha, isRefName, shown } from './names.js'

/** A branch of a repository at a host, as it is to be. */
export interface Push extends Pick<SyncOptions, 'protocols' | 'signal'> {
  /** Short name of the branch. */
  readonly branch: string
  /** Commit that it is to point to; in the mirror. */
  readonly sha: string
  /** Longest transfer in milliseconds. */
  readonly timeoutMs: number
}

/**
 * Brings a branch from a mirror, right after `syncMirror`, to where the mirror comes from: only forward, never by force.
 * No redirect is followed, so that the credentials of the URL reach nobody else. Rejects with `refused` where the host
 * says no, such as for a branch that moved on meanwhile.
 */
export const pushBranch = async (mirror: string, wanted: Push): Promise<void> => {
  const { branch, protocols = ['https'], sha, signal, timeoutMs } = wanted
  if (!isRefName(branch)) throw new GitError('refused', `not a branch name: ${shown(branch)}`)
  const args = ['--quiet', '--no-verify', '--no-signed', '--no-follow-tags', '--recurse-submodules=no', '--no-force']
  await runGit('push', [...args, '--', 'origin', `${checkedSha(sha)}:refs/heads/${branch}`], {
    gitDir: mirror,
    configuration: `${mirror}.gitconfig`,
    protocols,
    timeoutMs,
    ...(signal ? { signal } : {}),
  })
}
