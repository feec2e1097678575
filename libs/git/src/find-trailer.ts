import { runGit } from './git-process.js'
import { checkedSha } from './names.js'

/** Commits that are looked through at most. */
const MOST = 2000

/** The latest commit in a history whose message has a line `<name>: <value>`; nothing where there is none. */
export const findTrailer = async (
  mirror: string,
  head: string,
  name: string,
  value: string,
): Promise<string | undefined> => {
  const args = [`--max-count=${MOST}`, '--no-commit-header', '--format=%H%x00%B%x01', checkedSha(head)]
  const output = await runGit('rev-list', args, { gitDir: mirror })
  for (const entry of output.toString('utf8').split('\x01')) {
    const [sha = '', message = ''] = entry.split('\0')
    if (message.split('\n').includes(`${name}: ${value}`)) return sha.trim()
  }
  return undefined
}
