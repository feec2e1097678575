import { Answer } from '../answer.js'
import { HostError, shown } from '../errors.js'
import type { HostOutcome, Listing, Since } from '../models.js'
import type { Call, HostClient } from '../net/host-client.js'
import { type Paging, readPages } from '../net/pages.js'

/** How a list becomes facts. */
export interface Reading<T> extends Pick<Paging, 'list'> {
  /** One entry of the list; none for an entry that is not meant. */
  readonly read: (one: Answer) => T | undefined
  /** Moment by which the list is ordered and cut off. */
  readonly moment: (one: T) => string
  /** `newest first`: reading ends where the page is older than what was asked. Default: the host cuts the list off. */
  readonly order?: 'newest first' | 'any'
}

/** Reads a list of a host since a moment, oldest first. */
export const readSince = async <T>(
  client: HostClient,
  call: Call,
  { since, etag }: Since,
  reading: Reading<T>,
): Promise<Listing<T>> => {
  const from = Date.parse(since)
  const read = (value: unknown): T | undefined => reading.read(new Answer(value, `${client.name}: ${call.path}`))
  const old = (one: T | undefined): boolean => one !== undefined && Date.parse(reading.moment(one)) < from
  const pages = await readPages(client, etag === undefined ? call : { ...call, etag }, {
    ...(reading.list === undefined ? {} : { list: reading.list }),
    ...(reading.order === 'newest first' ? { goOn: (page) => !page.some((one) => old(read(one))) } : {}),
  })
  const items = pages.items
    .flatMap((value) => read(value) ?? [])
    .filter((one) => !old(one))
    .sort((one, other) => Date.parse(reading.moment(one)) - Date.parse(reading.moment(other)))
  return { items, unchanged: pages.unchanged, ...(pages.etag === undefined ? {} : { etag: pages.etag }) }
}

/** Reads a whole list of a host in its own order. */
export const readAll = async <T>(
  client: HostClient,
  call: Call,
  read: (one: Answer) => T | undefined,
  paging: Paging = {},
): Promise<T[]> => {
  const { items } = await readPages(client, call, paging)
  return items.flatMap((value) => read(new Answer(value, `${client.name}: ${call.path}`)) ?? [])
}

/** Path of owner/name with each part made safe. Throws for anything else. */
export const ownerAndName = (repository: string): string => {
  const parts = repository.split('/')
  if (parts.length !== 2 || parts.some((part) => !/^[A-Za-z0-9_.-]{1,140}$/.test(part) || /^\.+$/.test(part)))
    throw new HostError('refused', `not owner/name: ${shown(repository)}`)
  return parts.map(encodeURIComponent).join('/')
}

/** A commit id, or a refusal. */
export const checkedCommit = (sha: string): string => {
  if (!/^[0-9a-f]{40,64}$/.test(sha)) throw new HostError('refused', `not a full commit id: ${shown(sha)}`)
  return sha
}

const OUTCOMES: Readonly<Record<string, HostOutcome>> = {
  success: 'success',
  failure: 'failure',
  failed: 'failure',
  error: 'failure',
  warning: 'neutral',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed_out',
  neutral: 'neutral',
  action_required: 'action_required',
  stale: 'stale',
  startup_failure: 'startup_failure',
  pending: 'running',
  running: 'running',
  queued: 'running',
  waiting: 'running',
  created: 'running',
  preparing: 'running',
  scheduled: 'running',
  waiting_for_resource: 'running',
  in_progress: 'running',
  manual: 'running',
  blocked: 'running',
}

/** The outcome that a host's word means. */
export const outcomeOf = (word: string | undefined): HostOutcome =>
  word !== undefined && Object.hasOwn(OUTCOMES, word) ? OUTCOMES[word]! : 'unknown'
