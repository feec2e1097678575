import { HostError } from '../errors.js'
import type { Call, HostClient } from './host-client.js'

/** All pages of a list as far as they are wanted. */
export interface Pages {
  readonly items: readonly unknown[]
  /** The host's word that nothing is new. */
  readonly unchanged: boolean
  readonly etag?: string
}

/** How the pages of a list are read. */
export interface Paging {
  /** Where the list stands in an answer. Default: the answer itself. */
  readonly list?: (json: unknown) => unknown
  /** Whether the next page is wanted, after this one; for lists that come newest first. Default: all are. */
  readonly goOn?: (page: readonly unknown[]) => boolean
}

const NEXT = /<([^<>]*)>\s*;[^,]*\brel="?next"?/i

/** Reads a list page by page along its Link headers. Throws `too_large` when there are more pages than allowed. */
export const readPages = async (client: HostClient, call: Call, paging: Paging = {}): Promise<Pages> => {
  const list = paging.list ?? ((json: unknown) => json)
  const items: unknown[] = []
  let answer = await client.call(call)
  if (answer.status === 304) return { items, unchanged: true, ...(call.etag === undefined ? {} : { etag: call.etag }) }
  const etag = answer.header('etag')
  for (let pages = 1; ; pages++) {
    const page = list(answer.json)
    if (!Array.isArray(page)) throw new HostError('unreadable', `${client.name}: ${call.path} gives no list`)
    for (const item of page as unknown[]) items.push(item)
    const next = NEXT.exec(answer.header('link') ?? '')?.[1]
    if (next === undefined || !(paging.goOn?.(page) ?? true))
      return { items, unchanged: false, ...(etag === undefined ? {} : { etag }) }
    if (pages === client.limits.maxPages)
      throw new HostError('too_large', `${client.name}: ${call.path} has more than ${pages} pages`)
    answer = await client.follow(next)
  }
}
