import { findSourceFolder } from '@heimgewebe/git'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EXIT, Failure } from '../failure.js'

/** Most changes of a range that are looked up. */
export const MAX_COMMITS = 500

/**
 * Commits that a revision or range means in a local clone, newest first. The settings switch off everything in the clone's
 * own configuration that could run a program; `rev-list` itself reads objects only.
 */
export const revList = async (path: string, revision: string): Promise<readonly string[]> => {
  const { gitDir } = await findSourceFolder(path)
  const fixed = [
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
    '--no-optional-locks',
    '--git-dir',
    gitDir,
  ]
  const count = revision.includes('..') ? MAX_COMMITS : 1
  const args = [...fixed, 'rev-list', `--max-count=${count}`, '--end-of-options', revision, '--']
  try {
    const env = {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_NO_LAZY_FETCH: '1',
      LC_ALL: 'C',
    }
    const { stdout } = await promisify(execFile)('git', args, { env, timeout: 30_000 })
    return stdout.split('\n').filter(Boolean)
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    throw new Failure(`git does not know "${revision}" in ${path}`, EXIT.usage, stderr?.trim().split('\n')[0], {
      cause: error,
    })
  }
}
