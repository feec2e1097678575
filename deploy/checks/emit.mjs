// Generated files: written, or with --check compared with what is there.
import { readFile, writeFile } from 'node:fs/promises'

const check = process.argv.includes('--check')
const stale = []

/** Writes a generated file, or notes that it differs from what would be written. */
export const emit = async (path, content) => {
  const now = await readFile(path, 'utf8').catch(() => undefined)
  if (now === content) return
  if (check) stale.push(path)
  else await writeFile(path, content)
}

/** Ends a check run: exit code 1 and the list of stale files where there are any. */
export const finish = () => {
  if (stale.length === 0) return
  process.stderr.write(`stale generated files (npm run generate): ${stale.join(', ')}\n`)
  process.exitCode = 1
}
