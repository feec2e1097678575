import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { writeWhole } from '@heimgewebe/access'
import { checkHost, declaredCapabilities, HostError, type HostSettings, readHosts } from '@heimgewebe/hosts'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { table } from '../output/format.js'
import type { Settings } from '../stack/settings.js'

/** What `host add` is told. */
export interface HostOptions {
  readonly kind: string
  readonly url: string
  readonly api?: string
  /** File that holds the token; it is copied. */
  readonly tokenFile?: string
  /** The token comes on stdin. */
  readonly tokenStdin?: boolean
  readonly own?: boolean
  /** Seconds between two looks. */
  readonly every?: number
  /** What may be written, with commas between. */
  readonly acts?: string
  /** File that holds the token to write with; it is copied. */
  readonly actsTokenFile?: string
}

const TOKEN = /^[\x21-\x7e]{1,4096}$/

/** `heimgewebe host add <name>`: chronik polls it from the next look on, without a restart. */
export const hostAdd = async (
  { json, settings, terminal }: Context,
  name: string,
  options: HostOptions,
  stdin: Readable = process.stdin,
): Promise<number> => {
  const { acts, actsTokenFile, api, every, kind, own, url } = options
  const entry = checked({
    ...{ name, kind, url },
    ...(api === undefined ? {} : { api }),
    ...(own ? { own } : {}),
    ...(every === undefined ? {} : { poll_seconds: every }),
    ...(acts === undefined ? {} : { acts: actsOf(acts) }),
  })
  const hosts = await read(settings)
  if (hosts.some((one) => one.name === name))
    throw new Failure(`there is a host ${name} already`, EXIT.usage, `Remove it first: heimgewebe host remove ${name}`)
  const token = await tokenOf(options, stdin)
  const file = tokenFileOf(settings, name)
  if (token !== undefined) await writeWhole(file, `${token}\n`)
  const writer = actsTokenFile === undefined ? undefined : await tokenOf({ kind, url, tokenFile: actsTokenFile }, stdin)
  if (writer !== undefined) await writeWhole(writerFileOf(settings, name), `${writer}\n`)
  const added = {
    ...entry,
    ...(token === undefined ? {} : { token_file: file }),
    ...(writer === undefined ? {} : { acts_token_file: writerFileOf(settings, name) }),
  }
  await write(settings, [...hosts, added])
  if (json) terminal.json({ added: shown(added) })
  else {
    terminal.print(`${name} is added${token === undefined ? ', without a token: only what is public is read' : ''}`)
    terminal.print(`a host of kind ${kind} can: ${shown(added).capabilities.join(', ')}`)
  }
  return EXIT.fine
}

/** `heimgewebe host allow <name> [acts]`: hauski reads it before its next act. */
export const hostAllow = async ({ json, settings, terminal }: Context, name: string, acts = ''): Promise<number> => {
  const hosts = await read(settings)
  const found = hosts.find((one) => one.name === name)
  if (found === undefined) throw new Failure(`there is no host ${name}`, EXIT.usage, 'See "heimgewebe host list".')
  const allowed = checked({ ...found, acts: actsOf(acts) })
  await write(
    settings,
    hosts.map((one) => (one === found ? allowed : one)),
  )
  if (json) terminal.json({ allowed: shown(allowed) })
  else terminal.print(`at ${name} the mesh may write: ${shown(allowed).acts.join(', ') || 'nothing'}`)
  return EXIT.fine
}

/** `heimgewebe host list`: the hosts, and what a host of each kind can. Never a token. */
export const hostList = async ({ json, settings, terminal }: Context): Promise<number> => {
  const hosts = (await read(settings)).map(shown)
  if (json) terminal.json({ hosts })
  else if (hosts.length === 0) terminal.print('no host is configured; add one with "heimgewebe host add"')
  else {
    const rows = hosts.map((one) => [
      one.name,
      one.kind,
      one.url,
      one.token ? 'token' : 'public only',
      one.polled,
      one.acts.join(', ') || 'nothing',
    ])
    for (const line of table([['host', 'kind', 'address', 'reads', 'polled', 'writes'], ...rows])) terminal.print(line)
    for (const kind of new Set(hosts.map((one) => one.kind)))
      terminal.print(`${kind} can: ${hosts.find((one) => one.kind === kind)!.capabilities.join(', ')}`)
  }
  return EXIT.fine
}

/** `heimgewebe host remove <name>`: it is not asked any more, and our copy of its token is deleted. */
export const hostRemove = async ({ json, settings, terminal }: Context, name: string): Promise<number> => {
  const hosts = await read(settings)
  const found = hosts.find((one) => one.name === name)
  if (found === undefined) throw new Failure(`there is no host ${name}`, EXIT.usage, 'See "heimgewebe host list".')
  await write(
    settings,
    hosts.filter((one) => one !== found),
  )
  // A file that the owner named in the hosts file is the owner's.
  if (found.token_file === tokenFileOf(settings, name)) await rm(found.token_file, { force: true })
  if (found.acts_token_file === writerFileOf(settings, name)) await rm(found.acts_token_file, { force: true })
  if (json) terminal.json({ removed: name })
  else terminal.print(`${name} is removed`)
  return EXIT.fine
}

const shown = ({ acts = [], kind, name, poll_seconds: every, token_file: token, url }: HostSettings) => {
  const capabilities = declaredCapabilities()[kind]
  const polled = !capabilities.has('webhooks') ? 'no' : every === undefined ? 'yes' : `every ${every} s`
  return { name, kind, url, token: token !== undefined, polled, acts, capabilities: [...capabilities].sort() }
}

const hostsFile = ({ environment, home }: Settings): string =>
  resolve(environment['CHRONIK_HOSTS_FILE'] ?? join(home, 'hosts.json'))

const tokenFileOf = ({ home }: Settings, name: string): string => resolve(home, 'secrets', 'hosts', `${name}-token`)

const writerFileOf = ({ home }: Settings, name: string): string =>
  resolve(home, 'secrets', 'hosts', `${name}-acts-token`)

const actsOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

const read = async (settings: Settings): Promise<readonly HostSettings[]> => {
  const file = hostsFile(settings)
  try {
    return readHosts(await readFile(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    if (error instanceof HostError) throw new Failure(`${file}: ${error.message}`, EXIT.usage)
    throw error
  }
}

const write = (settings: Settings, hosts: readonly HostSettings[]): Promise<void> =>
  writeWhole(hostsFile(settings), `${JSON.stringify({ hosts }, null, 2)}\n`)

const checked = (entry: Record<string, unknown>): HostSettings => {
  try {
    return checkHost(entry)
  } catch (error) {
    throw error instanceof HostError ? new Failure(error.message, EXIT.usage) : error
  }
}

/** NOTE: never an argument: everybody on the machine may read those. */
const tokenOf = async ({ tokenFile, tokenStdin }: HostOptions, stdin: Readable): Promise<string | undefined> => {
  if (tokenFile !== undefined && tokenStdin)
    throw new Failure('a token comes from a file or on stdin, not both', EXIT.usage)
  if (tokenFile === undefined && !tokenStdin) return undefined
  const found =
    tokenFile === undefined
      ? await text(stdin)
      : await readFile(tokenFile, 'utf8').catch((cause: unknown) => {
          throw new Failure(`the token file ${tokenFile} cannot be read: ${(cause as Error).message}`, EXIT.usage)
        })
  if (!TOKEN.test(found.trim()))
    throw new Failure(`${tokenFile ?? 'stdin'} holds no token: one line without blanks`, EXIT.usage)
  return found.trim()
}
