import { readFile, stat } from 'node:fs/promises'
import type { Access } from './scopes.js'
import { digestOf, isExpired, type TokenEntry } from './token.js'
import { readTokens } from './token-file.js'
import { UseJournal } from './use-journal.js'

/** How long a look at the files is believed, in milliseconds: a revoked token ends within this and one request. */
const BELIEVED_MS = 250

/** Name of the token that the first start makes; it has every right. */
const OWNER = 'owner'

/** What became of a token that was shown. */
export type Found = { readonly access: Access } | 'unknown' | 'expired'

/** Files that say who may. */
export interface TokenFiles {
  /** The stack's own token, as text. Absent: there is none. */
  readonly owner: string | undefined
  /** Tokens made by name, as digests. */
  readonly tokens: string
}

/**
 * Who may, as the files say now: they are looked at again when they changed, so that a new token works, and a revoked one
 * stops, without a restart. What cannot be read lets nobody in.
 */
export class TokenBook {
  private entries: ReadonlyMap<string, TokenEntry> = new Map()
  private marks = ''
  private lookedAt = -Infinity
  private looking: Promise<void> | undefined
  private readonly uses: UseJournal

  constructor(
    private readonly files: TokenFiles,
    service: string,
    private readonly complain: (problem: string) => void,
  ) {
    this.uses = new UseJournal(files.tokens, service)
  }

  /** Whether there is any token at all. */
  async isEmpty(): Promise<boolean> {
    await this.refresh()
    return this.entries.size === 0
  }

  /** Who shows this token. NOTE: looked up by digest, so the time it takes tells nothing about any token. */
  async find(token: string, now: Date): Promise<Found> {
    await this.refresh()
    const entry = this.entries.get(digestOf(token))
    if (entry === undefined) return 'unknown'
    if (isExpired(entry, now)) return 'expired'
    this.uses.note(entry.sha256, now)
    return { access: { name: entry.name, scopes: entry.scopes } }
  }

  /** Resolves when the uses so far are noted on disk. */
  written(): Promise<void> {
    return this.uses.written()
  }

  private refresh(): Promise<void> {
    // NOTE: the clock of the machine may be set back; this one only goes on.
    if (performance.now() - this.lookedAt < BELIEVED_MS) return this.looking ?? Promise.resolve()
    this.looking ??= this.look().finally(() => {
      this.lookedAt = performance.now()
      this.looking = undefined
    })
    return this.looking
  }

  private async look(): Promise<void> {
    const { owner, tokens } = this.files
    const marks = `${await markOf(owner)} ${await markOf(tokens)}`
    if (marks === this.marks) return
    const entries = [...(await this.ownerEntry()), ...(await this.named())]
    this.entries = new Map(entries.map((entry) => [entry.sha256, entry]))
    this.marks = marks
  }

  private async ownerEntry(): Promise<readonly TokenEntry[]> {
    const { owner } = this.files
    const text = owner === undefined ? '' : (await readFile(owner, 'utf8').catch(() => '')).trim()
    if (text === '') return []
    return [{ name: OWNER, scopes: ['admin'], sha256: digestOf(text), created: '' }]
  }

  private async named(): Promise<readonly TokenEntry[]> {
    try {
      return await readTokens(this.files.tokens)
    } catch (error) {
      this.complain(`no token made by name is accepted: ${error instanceof Error ? error.message : String(error)}`)
      return []
    }
  }
}

/** Changes whenever a file is replaced or written to. */
const markOf = async (path: string | undefined): Promise<string> => {
  if (path === undefined) return '-'
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found === undefined ? '-' : `${found.ino}.${found.size}.${found.mtimeNs}.${found.ctimeNs}`
}
