import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { type CodeLink, indexSource, languageOf, linkCode, type SourceIndex } from '@heimgewebe/code'
import { contentHash, type Draft } from '@heimgewebe/contracts'
import { listFiles, readBlobs, type TreeFile } from '@heimgewebe/git'
import { CONFIG, type Config } from '../../config.js'
import { type CodeRow, CodeStore } from './code-store.js'
import { EventAppender } from './import-appender.js'

/** What an index says of one file. */
interface IndexedFile {
  readonly path: string
  readonly language: string
  readonly whole: boolean
  readonly symbols: SourceIndex['symbols'][number][]
  readonly links: { kind: CodeLink['kind']; from?: string; path: string; name?: string; confidence: number }[]
}

/** What the rules of this service say about code: which files count, and which events an index becomes. */
export interface CodeRules {
  isOwnCode(path: string): boolean
  describe(news: {
    repository: string
    sha: string
    committedAt: number
    files: readonly IndexedFile[]
    removed: readonly string[]
  }): Draft[]
}

/** Injection token of the rules about code. */
export const CODE_RULES = Symbol('CODE_RULES')

/** The head of a default branch, in a mirror of ours. */
export interface CodeHead {
  readonly repository: string
  readonly mirror: string
  readonly sha: string
  /** Unix time in seconds. */
  readonly committedAt: number
}

/** Events appended at a time. */
const MAX_EVENTS = 20
const BLOBS_AT_A_TIME = 200

/**
 * Keeps an index of the code of the watched repositories and tells the log what is new in it. Only files whose content
 * changed are parsed. Parsing takes turns with all else that chronik does: it rests as long as it worked.
 */
@Injectable()
export class CodeIndex {
  private readonly log = new Logger('code')

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CODE_RULES) private readonly rules: CodeRules,
    private readonly store: CodeStore,
    private readonly appender: EventAppender,
  ) {}

  /** Brings the index of a repository to its head. A second time for the same head does nothing. */
  async bringTo(head: CodeHead, signal: AbortSignal): Promise<void> {
    if (!this.config.codeIndex || (await this.store.head(head.repository)) === head.sha) return
    const known = await this.store.files(head.repository)
    const present = await this.filesOf(head)
    const changed = present.filter(({ path, blob }) => known.get(path)?.blob !== blob)
    const removed = [...known.keys()].filter((path) => !present.some((file) => file.path === path))
    const rows = new Map(known)
    for (const path of removed) rows.delete(path)
    for await (const [path, row] of this.parse(head, changed, signal)) rows.set(path, row)
    const linked = this.link(rows)
    const news = linked.filter(({ row }) => known.get(row.path)?.told !== row.told)
    const files = news.map(({ file }) => file)
    const drafts = files.length + removed.length > 0 ? this.rules.describe({ ...head, files, removed }) : []
    for (let at = 0; at < drafts.length; at += MAX_EVENTS) {
      signal.throwIfAborted()
      await this.appender.append(drafts.slice(at, at + MAX_EVENTS))
    }
    const written = linked
      .map(({ row }) => row)
      .filter((row) => known.get(row.path)?.told !== row.told || known.get(row.path)?.blob !== row.blob)
    await this.store.finish(head.repository, head.sha, written, removed)
    if (drafts.length > 0) this.log.log(`${head.repository}: ${files.length} files of code at ${head.sha.slice(0, 12)}`)
  }

  private async filesOf({ mirror, sha }: CodeHead): Promise<TreeFile[]> {
    const own = (await listFiles(mirror, sha)).filter(
      ({ path, size }) =>
        languageOf(path) !== undefined && size <= this.config.codeFileBytes && this.rules.isOwnCode(path),
    )
    if (own.length > this.config.codeFiles)
      this.log.warn(`${own.length} files of code; only the first ${this.config.codeFiles} are indexed`)
    return own.slice(0, this.config.codeFiles)
  }

  private async *parse(
    { mirror }: CodeHead,
    files: readonly TreeFile[],
    signal: AbortSignal,
  ): AsyncGenerator<[string, CodeRow]> {
    for (let at = 0; at < files.length; at += BLOBS_AT_A_TIME) {
      const group = files.slice(at, at + BLOBS_AT_A_TIME)
      let next = 0
      for await (const content of readBlobs(
        mirror,
        group.map(({ blob }) => blob),
        signal,
      )) {
        const { blob, path } = group[next++]!
        if (content === undefined) continue
        const begun = performance.now()
        const index = await indexSource(path, content.toString('utf8'), { bytes: this.config.codeFileBytes })
        yield [path, { path, blob, index, told: '' }]
        await sleep(performance.now() - begun, undefined, { signal })
      }
    }
  }

  /** What each file would be told as, with a hash of it: a file is told again only when that changes. */
  private link(rows: ReadonlyMap<string, CodeRow>): { row: CodeRow; file: IndexedFile }[] {
    const links = new Map<string, IndexedFile['links']>()
    for (const { confidence, from, kind, to } of linkCode(
      new Map([...rows].map(([path, { index }]) => [path, index])),
    )) {
      const own = links.get(from.path) ?? []
      own.push({
        kind,
        ...(from.name === undefined ? {} : { from: cut(from.name) }),
        path: to.path,
        ...(to.name === undefined ? {} : { name: cut(to.name) }),
        confidence,
      })
      links.set(from.path, own)
    }
    return [...rows.values()].map((row) => {
      const { language, symbols, whole } = row.index
      const named = symbols.map((symbol) => ({ ...symbol, name: cut(symbol.name) }))
      const file = { path: row.path, language, whole, symbols: named, links: links.get(row.path) ?? [] }
      // NOTE: what comes back from the database has its members in another order.
      return { file, row: { ...row, told: contentHash(file) } }
    })
  }
}

const cut = (name: string): string => name.slice(0, 300).toWellFormed().replaceAll('\0', '\uFFFD') || '?'
