import type { EventData } from '@heimgewebe/contracts'
import { isMap, isSeq, type Node, type YAMLMap } from 'yaml'
import { clean } from './storable-text.js'
import type { ConfigurationReader } from './read-configuration-values.js'

/** A step that brings what guards need. */
export type Step = NonNullable<EventData['configuration.recorded.v1']['prepare']>[number]

type Kept = Step['keeps'][number]

const DEFAULT_SECONDS = 600
const DEFAULT_MIB = 2048
const MAX_SECONDS = 3600
const MIN_MIB = 16
const MAX_MIB = 65_536
const MOST_GLOBS = 50
const MOST_FOLDERS = 20
const MOST_HOSTS = 20
const MOST_SCRATCH = 10

const KEYS = ['command', 'keyed_by', 'keeps', 'network', 'network_for', 'time', 'memory']
/** A name with at least one dot, and perhaps a port: what has none, or is a number, is of the own net or machine. */
const HOST = /^(?=.{1,253}(?::|$))(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(?::([1-9]\d{0,4}))?$/

/** Reads one entry of `prepare`. Nothing where it lacks what it cannot do without. */
export const readStep = (reader: ConfigurationReader, name: string, node: Node, where: string): Step | undefined => {
  if (!isMap(node)) return (reader.wrong(node, where, 'is not a map with command, keyed_by and keeps'), undefined)
  reader.knownKeys(node, KEYS, where)
  const command = reader.textAt(node, 'command', where, 4000)
  const keyedBy = reader.textsAt(node, 'keyed_by', where, MOST_GLOBS, 1000)
  const keeps = readKeeps(reader, node, where)
  if (command === undefined) return (reader.wrong(node, where, 'has no command'), undefined)
  if (!keyedBy?.length) return (reader.wrong(node, where, 'has no keyed_by: the files that it reads'), undefined)
  if (keeps.length === 0) return (reader.wrong(node, where, 'has no keeps: the folders that it makes'), undefined)
  const hosts = readHosts(reader, node, where)
  const seconds = reader.secondsAt(node, 'time', where) ?? DEFAULT_SECONDS
  const mebibytes = reader.mebibytesAt(node, 'memory', where) ?? DEFAULT_MIB
  return {
    name: clean(name, 300),
    command,
    keyed_by: keyedBy,
    keeps,
    ...(hosts.length === 0 ? {} : { hosts, network_for: readNetworkFor(reader, node, where) }),
    time_limit_seconds: reader.within(node, where, 'time', seconds, 1, MAX_SECONDS),
    memory_limit_mib: reader.within(node, where, 'memory', mebibytes, MIN_MIB, MAX_MIB),
  }
}

/** Folders, each as its path alone or as a map of path and `writable`. */
const readKeeps = (reader: ConfigurationReader, step: YAMLMap, where: string): Kept[] => {
  const node = reader.get(step, 'keeps')
  if (node === undefined) return []
  const at = `${where}.keeps`
  const items = isSeq(node) ? node.items.map((item) => reader.resolved(item)) : [node]
  if (items.length > MOST_FOLDERS) reader.wrong(node, at, `has more than ${MOST_FOLDERS} entries`)
  const kept: Kept[] = []
  for (const item of items.slice(0, MOST_FOLDERS)) {
    if (item === undefined) continue
    const one = readKept(reader, item, at)
    if (one === undefined) continue
    const other = kept.find(({ path }) => isWithin(path, one.path) || isWithin(one.path, path))
    if (other !== undefined) reader.wrong(item, at, `names ${one.path} beside ${other.path}, which it is a part of`)
    else kept.push(one)
  }
  return kept
}

const readKept = (reader: ConfigurationReader, item: Node, at: string): Kept | undefined => {
  if (isMap(item)) reader.knownKeys(item, ['path', 'writable', 'scratch'], at)
  const path = isMap(item) ? reader.textAt(item, 'path', at, 1000) : reader.texts(item, at, 1, 1000)?.[0]
  const writable = isMap(item) && reader.flagAt(item, 'writable', at) === true
  if (path === undefined) return (reader.wrong(item, at, 'has an entry without a path'), undefined)
  const plain = path.replace(/^\.\//, '').replace(/\/+$/, '')
  if (!isPlain(plain.replace(/^~\//, '')))
    return (reader.wrong(item, at, `names ${path}, which is no folder below the checkout or ~/`), undefined)
  const scratch = isMap(item) ? readScratch(reader, item, at) : []
  return { path: plain, ...(writable ? { writable } : {}), ...(scratch.length === 0 ? {} : { scratch }) }
}

/** Folders for tools that write into what they read, such as caches: each run has its own. */
const readScratch = (reader: ConfigurationReader, item: YAMLMap, at: string): string[] =>
  (reader.textsAt(item, 'scratch', at, MOST_SCRATCH, 300) ?? []).filter((path) => {
    if (isPlain(path)) return true
    reader.wrong(item, at, `has a scratch ${path}, which is no folder below it`)
    return false
  })

const isPlain = (path: string): boolean =>
  !/^[/~]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/** The hosts are named one by one: there is no word for all of them. */
const readHosts = (reader: ConfigurationReader, step: YAMLMap, where: string): string[] => {
  const node = reader.get(step, 'network')
  const at = `${where}.network`
  const hosts = node === undefined ? [] : (reader.texts(node, at, MOST_HOSTS, 300) ?? [])
  return [...new Set(hosts.map((host) => host.toLowerCase()))].filter((host) => {
    const [found, port] = HOST.exec(host) ?? []
    const isHost = found !== undefined && (port === undefined || Number(port) <= 65_535)
    if (!isHost && node) reader.wrong(node, at, `names ${host}, which is no host such as npm.example.org`)
    return isHost
  })
}

const readNetworkFor = (
  reader: ConfigurationReader,
  step: YAMLMap,
  where: string,
): NonNullable<Step['network_for']> => {
  const text = reader.textAt(step, 'network_for', where, 100)
  if (text === undefined || text === 'default_branch' || text === 'any_change') return text ?? 'default_branch'
  reader.wrong(step, `${where}.network_for`, `is neither default_branch nor any_change: default_branch is used`)
  return 'default_branch'
}
