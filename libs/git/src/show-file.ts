import { runGit } from './git-process.js'
import { checkedPath, checkedSha } from './names.js'

/**
 * The content of a file at a commit; nothing when there is no such file. Refuses with `too_large` beyond `maxBytes`.
 * A path with a newline cannot be asked for.
 */
export const showFile = async (
  mirror: string,
  sha: string,
  path: string,
  maxBytes = 1024 * 1024,
): Promise<Buffer | undefined> => {
  const name = `${checkedSha(sha)}:${checkedPath(path)}`
  if (name.includes('\n')) return undefined
  const found = await runGit('cat-file', ['--batch-check=%(objecttype) %(objectname)'], {
    gitDir: mirror,
    input: `${name}\n`,
  })
  const [type, blob = ''] = found.toString('utf8').trimEnd().split(' ')
  if (type !== 'blob') return undefined
  return runGit('cat-file', ['blob', checkedSha(blob)], { gitDir: mirror, maxBytes })
}
