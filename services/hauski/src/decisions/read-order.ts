import type { EventData } from '@heimgewebe/contracts'

/** Bounds of what is written. */
export interface OrderBounds {
  readonly files: number
  readonly fileBytes: number
}

/** An order, or why the arguments are none. */
export type Reading = { readonly ok: true; readonly order: Order } | { readonly ok: false; readonly why: string }

/** Kinds of acts on the world. */
type ActKind = EventData['action.requested.v1']['act']

/** What an act needs, read from its request and within its bounds. */
export type Order = ReturnType<(typeof READERS)[ActKind]>

type Arguments = EventData['action.requested.v1']['arguments']

/** Reads what an act needs from the arguments of its request. Nothing is guessed and nothing is cut. */
export const readOrder = (act: ActKind, given: Arguments, bounds: OrderBounds): Reading => {
  try {
    return { ok: true, order: READERS[act](new Fields(given, bounds)) }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, why: error.message }
    throw error
  }
}

class Unreadable extends Error {}

const MAX_TITLE = 300
const MAX_TEXT = 60_000
const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const MARKER = /^[a-z0-9][a-z0-9./-]{0,99}$/
const BRANCH = /^heimgewebe\/[a-z0-9](?:[a-z0-9._-]|\/(?=[a-z0-9])){0,150}$/
const STATES = ['success', 'failure', 'pending', 'error'] as const

class Fields {
  constructor(
    private readonly given: Readonly<Record<string, unknown>>,
    private readonly bounds: OrderBounds,
  ) {}

  text(name: string, limit: number): string {
    const value = this.given[name]
    if (typeof value !== 'string' || value.trim() === '') throw new Unreadable(`${name} is missing`)
    if (value.length > limit) throw new Unreadable(`${name} is longer than ${limit} characters`)
    return value.toWellFormed().replaceAll('\0', '\uFFFD')
  }

  optional(name: string, limit: number): string | undefined {
    return this.given[name] === undefined ? undefined : this.text(name, limit)
  }

  /** A text that may be empty, and has to be given all the same: empty is an order too. */
  blank(name: string, limit: number): string {
    return this.given[name] === '' ? '' : this.text(name, limit)
  }

  has(name: string): boolean {
    return this.given[name] !== undefined
  }

  /** Whether something is to be closed. */
  closes(): boolean {
    const { state } = this.given
    if (state !== undefined && state !== 'closed') throw new Unreadable('state is not closed')
    return state === 'closed'
  }

  matching(name: string, pattern: RegExp, what: string): string {
    const value = this.text(name, 300)
    if (!pattern.test(value)) throw new Unreadable(`${name} is not ${what}`)
    return value
  }

  branch(): string {
    const branch = this.matching('branch', BRANCH, `a branch below heimgewebe/`)
    if (/\.\.|\.lock(\/|$)|\.(\/|$)/.test(branch)) throw new Unreadable(`branch is not a name that git takes`)
    return branch
  }

  base(): { base?: string } {
    const base = this.optional('base', 300)
    return base === undefined ? {} : { base }
  }

  state(): (typeof STATES)[number] {
    const state = STATES.find((one) => one === this.given['state'])
    if (state === undefined) throw new Unreadable(`state is none of ${STATES.join(', ')}`)
    return state
  }

  files(): { path: string; content: string | null }[] {
    const files = this.given['files']
    if (!Array.isArray(files) || files.length === 0) throw new Unreadable('files is missing')
    if (files.length > this.bounds.files) throw new Unreadable(`there are more than ${this.bounds.files} files`)
    const read = files.map((file: unknown) => this.file(file))
    if (new Set(read.map(({ path }) => path)).size < read.length) throw new Unreadable('a path is named twice')
    return read
  }

  private file(file: unknown): { path: string; content: string | null } {
    const { path, content } = (typeof file === 'object' && file !== null ? file : {}) as Record<string, unknown>
    if (typeof path !== 'string' || path === '') throw new Unreadable('a file has no path')
    if (content !== null && typeof content !== 'string') throw new Unreadable(`${path.slice(0, 200)} has no content`)
    if (content !== null && Buffer.byteLength(content) > this.bounds.fileBytes)
      throw new Unreadable(`${path.slice(0, 200)} is larger than ${this.bounds.fileBytes} bytes`)
    return { path, content }
  }
}

const commit = (proposes: boolean) => (fields: Fields) => ({
  kind: 'commit' as const,
  files: fields.files(),
  branch: fields.branch(),
  ...fields.base(),
  title: fields.text('title', MAX_TITLE),
  body: fields.optional('body', MAX_TEXT) ?? '',
  proposes,
})

/** A change request: for files that are written first, for a branch that is there, or one that is closed. */
const proposal = (fields: Fields) => {
  if (fields.closes()) return closing(fields, 'change')
  if (fields.has('files')) return commit(true)(fields)
  return {
    kind: 'propose' as const,
    branch: fields.branch(),
    ...fields.base(),
    title: fields.text('title', MAX_TITLE),
    body: fields.optional('body', MAX_TEXT) ?? '',
  }
}

const closing = (fields: Fields, what: 'change' | 'issue') => ({
  kind: 'close' as const,
  what,
  number: Number(fields.matching('id', /^[1-9]\d{0,8}$/, 'a number at the host')),
})

const unsupported = (): never => {
  throw new Unreadable('nothing here tells people directly; an approval does')
}

const READERS = {
  commit_files: commit(false),
  add_rule: commit(true),
  open_change: proposal,
  update_change: proposal,
  revert_change: (fields: Fields) => ({
    kind: 'revert' as const,
    sha: fields.matching('sha', SHA, 'a full commit id'),
    branch: fields.branch(),
    ...fields.base(),
    title: fields.optional('title', MAX_TITLE) ?? '',
    body: fields.optional('body', MAX_TEXT) ?? '',
    proposes: true,
  }),
  set_status: (fields: Fields) => ({
    kind: 'status' as const,
    sha: fields.matching('sha', SHA, 'a full commit id'),
    context: fields.matching('context', MARKER, 'a short name'),
    state: fields.state(),
    text: fields.optional('text', MAX_TITLE) ?? '',
    ...(fields.has('url') ? { url: fields.matching('url', /^https?:\/\/[^\s/@]+(\/\S*)?$/, 'a web address') } : {}),
  }),
  write_comment: (fields: Fields) => ({
    kind: 'comment' as const,
    change: fields.matching('change', /^(pr|issue)\/.+\/\d{1,9}$/, 'a change or an issue with a number'),
    marker: fields.matching('marker', MARKER, 'a short name'),
    text: fields.blank('text', MAX_TEXT),
  }),
  open_issue: (fields: Fields) =>
    fields.closes()
      ? closing(fields, 'issue')
      : {
          kind: 'issue' as const,
          title: fields.text('title', MAX_TITLE),
          body: fields.optional('body', MAX_TEXT) ?? '',
          marker: fields.matching('marker', MARKER, 'a short name'),
        },
  notify: unsupported,
} satisfies Record<ActKind, (fields: Fields) => unknown>
