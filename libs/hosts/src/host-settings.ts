import { readFile, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { HostError, shown } from './errors.js'
import { HOST_KINDS, type HostKind } from './provider.js'

/** What the mesh may be allowed to write at a host; never more, and nothing unless it is said. */
export const HOST_ACTS = ['status', 'comment', 'issue', 'change', 'branch'] as const

/** One kind of writing at a host. `branch`: push commits to branches below `heimgewebe/`. */
export type HostAct = (typeof HOST_ACTS)[number]

/** A host as its owner configured it: one entry of the hosts file. Holds the place of a token, never a token. */
export interface HostSettings {
  /** Lower-case letters, digits, `-` and `.`. */
  readonly name: string
  readonly kind: HostKind
  /** Where people open it, such as https://github.com or https://git.example.org. A folder for gitlocal. */
  readonly url: string
  /** Where its API is, if not where the kind has it. */
  readonly api?: string
  /** Origins that it may redirect to besides its own. */
  readonly also?: readonly string[]
  /** It is in a private net or on this machine; plain HTTP is then allowed too. */
  readonly own?: boolean
  /** File of mode 0600 with an access token. Without one only what is public is read. */
  readonly token_file?: string
  /** What the mesh may write there. Default: nothing. */
  readonly acts?: readonly HostAct[]
  /** File with the token that it writes with, so that the one that reads may stay a reader. Default: `token_file`. */
  readonly acts_token_file?: string
  /** Time between two looks, in seconds. Default: that of the service. */
  readonly poll_seconds?: number
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads the text of a hosts file: `{ "hosts": [ … ] }`. Throws `HostError` naming entry and field; unknown fields are
 * refused too, for a misspelled one would be silently without effect.
 */
export const readHosts = (text: string): readonly HostSettings[] => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new HostError('invalid', 'the hosts file is not JSON', { cause: error })
  }
  if (!isObject(json) || !Array.isArray(json['hosts']))
    throw new HostError('invalid', 'the hosts file has no list "hosts"')
  const hosts = (json['hosts'] as unknown[]).map(checkHost)
  const twice = hosts.find((one, index) => hosts.findIndex(({ name }) => name === one.name) !== index)
  if (twice !== undefined) throw new HostError('invalid', `the hosts file has ${twice.name} twice`)
  return hosts
}

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: (value) => typeof value === 'string' && NAME.test(value),
  kind: (value) => HOST_KINDS.includes(value as HostKind),
  url: (value) => typeof value === 'string' && (URL.canParse(value) || isAbsolute(value)),
  api: (value) => typeof value === 'string' && URL.canParse(value),
  also: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && URL.canParse(one)),
  own: (value) => typeof value === 'boolean',
  token_file: (value) => typeof value === 'string' && isAbsolute(value),
  acts: (value) => Array.isArray(value) && value.every((one) => HOST_ACTS.includes(one as HostAct)),
  acts_token_file: (value) => typeof value === 'string' && isAbsolute(value),
  poll_seconds: (value) => typeof value === 'number' && value >= 1 && value <= 86_400,
}

/** Checks one entry. Throws `HostError` naming the field. */
export const checkHost = (value: unknown): HostSettings => {
  if (!isObject(value)) throw new HostError('invalid', 'a host is not an object')
  const name = typeof value['name'] === 'string' ? shown(value['name']) : 'a host without a name'
  for (const field of ['name', 'kind', 'url'])
    if (value[field] === undefined) throw new HostError('invalid', `${name}: "${field}" is missing`)
  for (const [field, found] of Object.entries(value))
    if (!Object.hasOwn(FIELDS, field) || !FIELDS[field]!(found))
      throw new HostError('invalid', `${name}: "${field}" is not known or not as it should be: ${shown(String(found))}`)
  return value as unknown as HostSettings
}

/** The token of a file. Throws `HostError` when others may read the file, or when it is missing or empty. */
export const readToken = async (file: string): Promise<string> => {
  const found = await stat(file).catch((error: unknown) => {
    throw new HostError('unauthorized', `the token file ${file} cannot be read`, { cause: error })
  })
  if ((found.mode & 0o077) !== 0)
    throw new HostError('refused', `the token file ${file} may be read by others: chmod 600 it`)
  const token = (await readFile(file, 'utf8')).trim()
  // A line break would be another header.
  if (!/^[\x21-\x7e]{1,4096}$/.test(token)) throw new HostError('unauthorized', `the token file ${file} holds no token`)
  return token
}
