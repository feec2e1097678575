import { XMLParser } from 'fast-xml-parser'
import { HostError } from '../errors.js'

/** A path of a revision, as the log tells it. */
export interface SvnPath {
  /** From the root of the repository, with a leading slash. */
  readonly path: string
  readonly action: 'A' | 'M' | 'D' | 'R'
  readonly folder: boolean
  readonly copiedFrom?: string
}

/** A revision, as the log tells it. */
export interface SvnRevision {
  readonly revision: number
  readonly author: string
  /** RFC 3339. */
  readonly date: string
  readonly message: string
  readonly paths: readonly SvnPath[]
}

/** What svn info tells. */
export interface SvnInfo {
  readonly revision: number
  readonly url: string
  readonly root: string
  readonly uuid: string
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'logentry' || name === 'path',
})

type Xml = Readonly<Record<string, unknown>>

const at = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? (of as Xml)[name] : undefined
const text = (of: unknown, name: string): string => {
  const found = at(of, name)
  return typeof found === 'string' ? found : ''
}
const list = (of: unknown, name: string): readonly unknown[] => {
  const found = at(of, name)
  return Array.isArray(found) ? (found as unknown[]) : []
}

/** Reads `svn log --xml --verbose`, in its order. Throws `unreadable` for anything else. */
export const readSvnLog = (xml: string): SvnRevision[] =>
  list(at(parse(xml), 'log'), 'logentry').map((entry) => {
    const revision = Number(text(entry, 'revision'))
    const date = Date.parse(text(entry, 'date'))
    if (!Number.isInteger(revision)) throw new HostError('unreadable', 'svn log: an entry without a revision')
    return {
      revision,
      // A log can be kept from us in part: a revision without author and date is one that may not be read.
      author: text(entry, 'author') || 'unknown',
      date: new Date(Number.isNaN(date) ? 0 : date).toISOString(),
      message: text(entry, 'msg'),
      paths: list(at(entry, 'paths'), 'path').map(pathOf),
    }
  })

/** Reads `svn info --xml`. Throws `unreadable` for anything else. */
export const readSvnInfo = (xml: string): SvnInfo => {
  const entry = at(at(parse(xml), 'info'), 'entry')
  const repository = at(entry, 'repository')
  const info = {
    revision: Number(text(entry, 'revision')),
    url: text(entry, 'url'),
    root: text(repository, 'root'),
    uuid: text(repository, 'uuid'),
  }
  if (!Number.isInteger(info.revision) || info.url === '' || info.root === '' || info.uuid === '')
    throw new HostError('unreadable', 'svn info: revision, url, root or uuid is missing')
  return info
}

const parse = (xml: string): unknown => {
  try {
    return parser.parse(xml)
  } catch (error) {
    throw new HostError('unreadable', 'svn printed something that is not XML', { cause: error })
  }
}

const pathOf = (entry: unknown): SvnPath => {
  const action = text(entry, 'action')
  const copied = text(entry, 'copyfrom-path')
  return {
    path: text(entry, 'text'),
    action: action === 'A' || action === 'D' || action === 'R' ? action : 'M',
    folder: text(entry, 'kind') === 'dir',
    ...(copied === '' ? {} : { copiedFrom: copied }),
  }
}
