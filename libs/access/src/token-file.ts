import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AccessFileError } from './access-file-error.js'
import { SCOPES, type Scope } from './scopes.js'
import type { TokenEntry } from './token.js'
import { writeWhole } from './write-whole.js'

/** Longest wait for another change of the same file, in milliseconds; a lock that is older was left by a dead process. */
const LOCK_MS = 5000

/** Where the tokens of a stack are kept. */
export const tokensFile = (home: string): string => join(home, 'access', 'tokens.json')

/** The tokens of a stack; none where there is no file. Throws `AccessFileError` where the file is not what it should be. */
export const readTokens = async (path: string): Promise<readonly TokenEntry[]> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? [] : parse(text, path)
}

/** Reads, changes and replaces the file; two changes at once come one after the other. Gives what `change` gave besides. */
export const changeTokens = async <Result>(
  path: string,
  change: (tokens: readonly TokenEntry[]) => { readonly tokens: readonly TokenEntry[]; readonly result: Result },
): Promise<Result> => {
  const unlock = await lock(`${path}.lock`)
  try {
    const { tokens, result } = change(await readTokens(path))
    await writeWhole(path, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`)
    return result
  } finally {
    await unlock()
  }
}

const parse = (text: string, path: string): readonly TokenEntry[] => {
  try {
    const { version, tokens } = JSON.parse(text) as { version: unknown; tokens: unknown }
    if (version !== 1 || !Array.isArray(tokens)) throw new Error('it is no list of tokens of version 1')
    return tokens.map(entryOf)
  } catch (cause) {
    throw new AccessFileError(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

const entryOf = (value: unknown): TokenEntry => {
  const { name, scopes, sha256, created, expires } = value as Record<string, unknown>
  const known = (scope: unknown): scope is Scope => SCOPES.some((one) => one === scope)
  if (typeof name !== 'string' || typeof sha256 !== 'string' || typeof created !== 'string')
    throw new Error('an entry lacks name, sha256 or created')
  if (!Array.isArray(scopes) || !scopes.every(known)) throw new Error(`${name} has a scope that is not known`)
  if (expires !== undefined && (typeof expires !== 'string' || Number.isNaN(Date.parse(expires))))
    throw new Error(`${name} expires at no time`)
  return { name, scopes, sha256, created, ...(expires === undefined ? {} : { expires }) }
}

const lock = async (path: string): Promise<() => Promise<void>> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  for (const end = Date.now() + 2 * LOCK_MS; ;) {
    try {
      await (await open(path, 'wx', 0o600)).close()
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (Date.now() > end) throw new AccessFileError(`${path} is held by another process`, { cause: error })
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
      if (Date.now() - mtimeMs > LOCK_MS) await rm(path, { force: true })
      else await sleep(20)
    }
  }
}
