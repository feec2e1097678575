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

const unsupported = (): never => {
  throw new Unreadable('nothing here tells people directly; an approval does')
}

const READERS = {
  commit_files: commit(false),
  add_rule: commit(true),
  open_change: commit(true),
  update_change: commit(true),
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
  }),
  write_comment: (fields: Fields) => ({
    kind: 'comment' as const,
    change: fields.matching('change', /^(pr|branch|change)\/.+/, 'a change'),
    marker: fields.matching('marker', MARKER, 'a short name'),
    text: fields.optional('text', MAX_TEXT) ?? '',
  }),
  open_issue: (fields: Fields) => ({
    kind: 'issue' as const,
    title: fields.text('title', MAX_TITLE),
    body: fields.optional('body', MAX_TEXT) ?? '',
    marker: fields.matching('marker', MARKER, 'a short name'),
  }),
  notify: unsupported,
} satisfies Record<ActKind, (fields: Fields) => unknown>
