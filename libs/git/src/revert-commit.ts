import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { commitIndex, type NewCommit } from './commit-files.js'
import { GitError } from './errors.js'
import { type GitOptions, runGit } from './git-process.js'
import { checkedSha } from './names.js'

/** Longest difference that is taken back, in bytes. */
const MAX_PATCH = 64 * 1024 * 1024

/**
 * Makes a commit on top of another that takes back what a third one did, in a mirror of ours and on no branch. Nothing,
 * where it is taken back already; a refusal, where later changes stand in the way: nothing is guessed.
 */
export const revertCommit = async (
  mirror: string,
  sha: string,
  wanted: Omit<NewCommit, 'files'>,
): Promise<string | undefined> => {
  const index = `${mirror}.${randomUUID()}.index`
  const run: GitOptions = { gitDir: mirror, index, ...(wanted.signal ? { signal: wanted.signal } : {}) }
  const target = checkedSha(sha)
  try {
    const args = ['-r', '-R', '-p', '--binary', '--full-index', '--no-ext-diff', '--no-textconv', '--root', '-m']
    const parents = (await runGit('rev-list', ['--max-count=1', '--parents', target], run)).toString('latin1').trim()
    const [, first, ...others] = parents.split(' ')
    if (others.length > 0)
      throw new GitError('refused', `${target} is a merge: which side to keep is a person's choice`)
    const patch = await runGit('diff-tree', [...args, '--no-commit-id', ...(first ? [first, target] : [target])], {
      ...run,
      maxBytes: MAX_PATCH,
    })
    await runGit('read-tree', [`${checkedSha(wanted.parent)}^{tree}`], run)
    if (patch.length > 0) await apply(patch, target, run)
    return await commitIndex(wanted.parent, wanted, run)
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

const apply = async (patch: Buffer, target: string, run: GitOptions): Promise<void> => {
  try {
    await runGit('apply', ['--cached', '--whitespace=nowarn'], { ...run, input: patch })
  } catch (error) {
    if (!(error instanceof GitError) || !['failed', 'no'].includes(error.code)) throw error
    throw new GitError('refused', `${target} cannot be taken back: later changes stand in the way`, { cause: error })
  }
}
