import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Document, Entry, Filter, Hit } from './document.js'
import { narrowed } from './narrowed.js'
import { inTransaction } from './search-file.js'
import { indexed, READ, WordSearch } from './word-search.js'

/** Bytes of lists of places in memory where nothing else is said. */
const KEPT = 32 * 2 ** 20

/**
 * The texts of what happened, found by BM25. Each document is the sum of its parts, and a part is what the latest event
 * about it says, so that late and repeated events change nothing. The place in the log is kept in the same transaction.
 */
export class TextIndex {
  private readonly statements = new Map<string, StatementSync>()
  private readonly words: WordSearch

  /** `kept`: bytes of lists of places in memory. */
  constructor(
    private readonly db: DatabaseSync,
    kept = KEPT,
  ) {
    this.words = new WordSearch(db, kept)
  }

  /** Bytes of what is in memory besides the file. */
  get held(): number {
    return this.words.bytes
  }

  /** Applies entries, all or none. */
  apply(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    this.transaction(() => {
      const before = new Map<string, Document | undefined>()
      for (const { part } of entries)
        if (part && !before.has(part.subject)) before.set(part.subject, this.document(part.subject))
      const changed = new Set(entries.filter((entry) => this.keep(entry)).map(({ part }) => part!.subject))
      for (const subject of changed) this.index(subject, before.get(subject))
      const last = Math.max(...entries.map(({ evidence }) => evidence.position))
      this.statement('update place set position = max(position, ?)').run(last)
    })
  }

  /** Runs work that writes to the file, all or nothing; what is in memory follows. */
  transaction(work: () => void): void {
    try {
      inTransaction(this.db, work)
    } catch (error) {
      this.words.reset()
      throw error
    }
  }

  /** Ends the thread of the long reads. */
  close(): Promise<void> {
    return this.words.close()
  }

  /** Last place in the log of which the index holds anything. */
  position(): number {
    return (this.statement('select position from place').get() as { position: number }).position
  }

  /** How often it was begun to be filled from the log; 0 for a new file that nobody fills yet. */
  generation(): number {
    return (this.statement('select begun from place').get() as { begun: number }).begun
  }

  /** Number of the latest change to any document. Grows with each one. */
  revision(): number {
    return (this.statement('select coalesce(max(revision), 0) as n from document').get() as { n: number }).n
  }

  /** How many documents there are. */
  count(): number {
    return this.words.count
  }

  /** In how many documents a word stands. */
  documentsWith(word: string): number {
    return this.words.documentsWith(word)
  }

  /** How many documents were changed after a revision. */
  countAfter(revision: number): number {
    return (this.statement('select count(*) as n from document where revision > ?').get(revision) as { n: number }).n
  }

  /** The next documents that were changed after a revision, each with its own. */
  after(revision: number, limit: number): { revision: number; document: Document }[] {
    const rows = this.statement(
      'select subject, revision from document where revision > ? order by revision limit ?',
    ).all(revision, limit) as { subject: string; revision: number }[]
    return rows.map((row) => ({ revision: row.revision, document: this.document(row.subject)! }))
  }

  /** One document; undefined where it is unknown. */
  document(subject: string): Document | undefined {
    const head = this.statement('select id, subject, kind, repository, at, event from document where subject = ?').get(
      subject,
    ) as Omit<Document, 'title' | 'body' | 'names'> | undefined
    return head && { ...head, ...this.textsOf(subject) }
  }

  /** What fits a question, best first. Whatever stands in it is words, never an operator of the index. */
  find(question: string, filter: Filter, limit: number): Promise<Hit[]> {
    return this.words.find(question, filter, limit)
  }

  /** The latest documents that a filter lets through, and whether there are older ones. */
  latest(filter: Filter, limit: number): { documents: Document[]; truncated: boolean } {
    const { where, values } = narrowed(filter)
    const rows = this.statement(
      `select subject from document where true ${where} order by at desc, subject limit ?`,
    ).all(...values, limit + 1) as { subject: string }[]
    const documents = rows.slice(0, limit).map(({ subject }) => this.document(subject)!)
    return { documents, truncated: rows.length > limit }
  }

  /** Empties the index. */
  wipe(): void {
    this.transaction(() => {
      this.db.exec(`delete from part; delete from document; insert into words (words) values ('delete-all')`)
      this.db.exec('update place set position = 0, begun = begun + 1; update space set revision = 0')
    })
    this.words.reset()
  }

  /** Whether the part is new or newer than what is held. */
  private keep({ part, evidence }: Entry): boolean {
    if (!part) return false
    const { changes } = this.statement(
      `insert into part (subject, part, position, event, at, kind, repository, title, body, names)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (subject, part) do update set
         position = excluded.position, event = excluded.event, at = excluded.at, kind = excluded.kind,
         repository = excluded.repository, title = excluded.title, body = excluded.body, names = excluded.names
         where excluded.position > part.position`,
    ).run(
      part.subject,
      part.part,
      evidence.position,
      evidence.id,
      evidence.at,
      part.kind,
      part.repository,
      part.title.toWellFormed(),
      part.body.slice(0, READ).toWellFormed(),
      part.names.toWellFormed(),
    )
    return changes > 0
  }

  private index(subject: string, before: Document | undefined): void {
    // Taking the old words out by name keeps all counts exact: the answers are those of an index that never held them.
    const old = before && indexed(before)
    if (before)
      this.statement(`insert into words (words, rowid, title, body, names) values ('delete', ?, ?, ?, ?)`).run(
        before.id,
        ...old!,
      )
    const revision = this.revision() + 1
    const head = this.statement(
      `insert into document (subject, revision, event, at, kind, repository)
         select subject, ?, event, at, kind, max(repository) over () from part where subject = ? order by position limit 1
         on conflict (subject) do update set revision = excluded.revision, event = excluded.event, at = excluded.at,
         kind = excluded.kind, repository = excluded.repository returning id, subject, kind, repository, at, event`,
    ).get(revision, subject) as Omit<Document, 'title' | 'body' | 'names'>
    const now = indexed(this.textsOf(subject))
    this.statement('insert into words (rowid, title, body, names) values (?, ?, ?, ?)').run(head.id, ...now)
    this.words.changed(head, old, now)
  }

  /** Each statement is prepared once. Their texts are few: only a filter makes new ones, 32 of them. */
  private statement(text: string): StatementSync {
    const known = this.statements.get(text)
    if (known) return known
    const made = this.db.prepare(text)
    this.statements.set(text, made)
    return made
  }

  private textsOf(subject: string): Pick<Document, 'title' | 'body' | 'names'> {
    const parts = this.statement('select title, body, names from part where subject = ? order by position').all(
      subject,
    ) as { title: string; body: string; names: string }[]
    const joined = (texts: string[]): string => [...new Set(texts)].filter((text) => text !== '').join('\n')
    return {
      title: parts.find(({ title }) => title !== '')?.title ?? '',
      body: joined(parts.map(({ body }) => body)),
      names: joined(parts.map(({ names }) => names)),
    }
  }
}
