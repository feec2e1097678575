import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const MOST_BYTES = 1 << 30
const LONGEST_MS = 300_000

/** Runs git in a bare copy of ours, where no setting, hook or filter of the source stands. Returns what it printed. */
export const gitIn = async (folder: string, ...args: readonly string[]): Promise<string> => {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  }
  const settings = ['-c', 'core.quotePath=false', '-c', 'i18n.logOutputEncoding=UTF-8']
  const all = [`--git-dir=${folder}`, ...settings, ...args]
  const { stdout } = await promisify(execFile)('git', all, { env, maxBuffer: MOST_BYTES, timeout: LONGEST_MS })
  return stdout
}
