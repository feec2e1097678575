import { readFileSync, statSync } from 'node:fs'
import { ConfigError, env } from '@heimgewebe/mesh'

/** A key, or nothing where the server asks for none. */
export type Key = string | undefined

/** The key in the file that a setting names. Throws `ConfigError` where others may read the file. */
export const keyIn = (source: NodeJS.ProcessEnv, setting: string): Key => {
  const file = env.optional(source, setting)
  if (file === undefined) return undefined
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw new Error(`${file} is open to others: chmod 600`)
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${setting} cannot be used: ${String(error)}`, { cause: error })
  }
}
