import type { Diff, DiffLimits } from './change.js'
import { GitError } from './errors.js'
import { runGit, startGit } from './git-process.js'
import { DIFF_FORMAT, LogParser } from './log-parser.js'
import { checkedSha } from './names.js'

/** The best common ancestor of two commits; nothing when their histories never met. */
export const mergeBase = async (mirror: string, one: string, other: string): Promise<string | undefined> => {
  try {
    const output = await runGit('merge-base', [checkedSha(one), checkedSha(other)], { gitDir: mirror })
    return output.toString('latin1').trim()
  } catch (error) {
    if (error instanceof GitError && error.code === 'no') return undefined
    throw error
  }
}

/** The first parent of a commit; nothing for the first commit of a history. */
export const firstParent = async (mirror: string, sha: string): Promise<string | undefined> => {
  const output = await runGit('rev-list', ['--max-count=1', '--parents', checkedSha(sha)], { gitDir: mirror })
  return output.toString('latin1').trim().split(' ')[1]
}

/** How many commits `head` has that `base` lacks, and the other way round. */
export const aheadBehind = async (
  mirror: string,
  base: string,
  head: string,
): Promise<{ readonly ahead: number; readonly behind: number }> => {
  const range = `${checkedSha(base)}...${checkedSha(head)}`
  const output = await runGit('rev-list', ['--left-right', '--count', range], { gitDir: mirror })
  const [behind = 0, ahead = 0] = output.toString('latin1').trim().split('\t').map(Number)
  return { ahead, behind }
}

/** Commits of `head` that `base` lacks, oldest first; the newest `limit` of them where there are more. */
export const commitsAhead = async (mirror: string, base: string, head: string, limit: number): Promise<string[]> => {
  const args = ['--topo-order', '--reverse', `--max-count=${limit}`, checkedSha(head), `^${checkedSha(base)}`]
  const output = await runGit('rev-list', args, { gitDir: mirror })
  return output.toString('latin1').split('\n').filter(Boolean)
}

/** Files and hunks on the way from one commit to another; from nothing, where `base` is absent. */
export const diffFiles = async (
  mirror: string,
  base: string | undefined,
  head: string,
  limits: DiffLimits = {},
): Promise<Diff> => {
  const from = base === undefined ? emptyTreeLike(head) : checkedSha(base)
  const parser = new LogParser(limits, false)
  const running = startGit('diff-tree', ['-r', ...DIFF_FORMAT, from, checkedSha(head)], {
    gitDir: mirror,
    placeholders: true,
    input: '',
  })
  try {
    for await (const chunk of running.stdout) parser.push(chunk as Buffer)
    await running.done
    return parser.endDiff()
  } finally {
    running.kill()
  }
}

/** The commit of the first-parent line of `head` that brought `sha` in; nothing when none did. */
export const broughtInBy = async (mirror: string, sha: string, head: string): Promise<string | undefined> => {
  if (sha === head) return sha
  const range = [checkedSha(head), `^${checkedSha(sha)}`]
  const args = ['--first-parent', '--ancestry-path', '--reverse', ...range]
  const output = await runGit('rev-list', args, { gitDir: mirror })
  return output.toString('latin1').split('\n').find(Boolean)
}

/** Every repository has the empty tree, under the name that its hash gives it. */
const emptyTreeLike = (sha: string): string =>
  sha.length === 40
    ? '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
    : '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'

/** Most of a patch that is compared, in bytes. */
const MAX_PATCH = 8 * 1024 * 1024

/**
 * Whether two ways from one commit to another change the same lines of the same files, wherever in the files they are:
 * how a squashed or rebased change is found again. False for patches beyond 8 MiB.
 */
export const samePatch = async (
  mirror: string,
  one: readonly [base: string, head: string],
  other: readonly [base: string, head: string],
): Promise<boolean> => {
  const [first, second] = await Promise.all([patchLines(mirror, one), patchLines(mirror, other)])
  return first !== undefined && first.length > 0 && second !== undefined && first.equals(second)
}

/** The lines of a patch that begin with plus or minus, file names included; nothing when it is too large. */
const patchLines = async (mirror: string, [base, head]: readonly [string, string]): Promise<Buffer | undefined> => {
  const args = ['-r', '--patch', '--unified=0', '--no-renames', '--no-ext-diff', '--no-textconv']
  try {
    const patch = await runGit('diff-tree', [...args, checkedSha(base), checkedSha(head)], {
      gitDir: mirror,
      placeholders: true,
      maxBytes: MAX_PATCH,
    })
    const lines = patch
      .toString('latin1')
      .split('\n')
      .filter((line) => /^[+-]/.test(line))
    return Buffer.from(lines.join('\n'), 'latin1')
  } catch (error) {
    if (error instanceof GitError && error.code === 'too_large') return undefined
    throw error
  }
}
