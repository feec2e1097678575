import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { wordsOf } from '@heimgewebe/context'
import type { Document, Entry, Filter, Hit } from './document.js'
import { narrowed } from './narrowed.js'
import { type Query, QueryThread } from './query-thread.js'
import { inTransaction } from './search-file.js'
import { TermCounts } from './term-counts.js'

/** Longest part of a document's or a question's text that counts, in characters. */
const READ = 20_000
/** Most words of a question that are looked up: the rarest. */
const MAX_WORDS = 64
/** Most places in the index that one question may read. Rare words tell most, so what is left out are the common ones. */
const MAX_PLACES = 60_000
/** A word in more than this share of the documents tells nothing, unless it is in few. */
const COMMON = 0.25
const FEW = 1000
/** What a word in title, body and names weighs. */
const WEIGHTS = '2, 1, 1'

/**
 * The texts of what happened, found by BM25. Each document is the sum of its parts, and a part is what the latest event
 * about it says, so that late and repeated events change nothing. The place in the log is kept in the same transaction.
 */
export class TextIndex {
  private readonly counts: TermCounts
  private readonly statements = new Map<string, StatementSync>()
  /** Long reads; none of an index in memory, which no other thread can open. */
  private readonly thread: QueryThread | undefined

  constructor(private readonly db: DatabaseSync) {
    this.counts = new TermCounts(db)
    const path = db.location()
    this.thread = path === null ? undefined : new QueryThread(path)
  }

  /** Applies entries, all or none. */
  apply(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    this.write(() => {
      const before = new Map<string, Document | undefined>()
      for (const { part } of entries)
        if (part && !before.has(part.subject)) before.set(part.subject, this.document(part.subject))
      const changed = new Set(entries.filter((entry) => this.keep(entry)).map(({ part }) => part!.subject))
      for (const subject of changed) this.index(subject, before.get(subject))
      const last = Math.max(...entries.map(({ evidence }) => evidence.position))
      this.statement('update place set position = max(position, ?)').run(last)
    })
  }

  /** Ends the thread of the long reads. */
  async close(): Promise<void> {
    await this.thread?.end()
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
    return this.counts.documents()
  }

  /** In how many documents a word stands. */
  documentsWith(word: string): number {
    return this.counts.of(word)
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
  find(question: string, filter: Filter, limit: number): Hit[] {
    const query = this.queryOf(question, filter, limit)
    return query ? (this.statement(query.text).all(...query.values) as unknown as Hit[]) : []
  }

  /** The same, in a thread of its own where there is a file that it can read. */
  async findAside(question: string, filter: Filter, limit: number): Promise<Hit[]> {
    const query = this.queryOf(question, filter, limit)
    if (!query) return []
    return (await (this.thread?.all(query) ?? this.statement(query.text).all(...query.values))) as Hit[]
  }

  private queryOf(question: string, filter: Filter, limit: number): Query | undefined {
    const words = this.tellingWords(question)
    if (words.length === 0) return undefined
    const { where, values } = narrowed(filter)
    const match = words.map((word) => `"${word}"`).join(' OR ')
    const score = `-bm25(words, ${WEIGHTS})`
    // What is not narrowed needs the documents of the best alone: looking up those of all costs a third of the question.
    // The best are all with the score of the last one and above, so that equals are told apart by their subjects.
    const text =
      where === ''
        ? `with scored as materialized (select rowid as id, ${score} as score from words where words match ?),
           best as (select score from scored order by score desc limit 1 offset ?)
           select document.subject, score from scored join document using (id)
           where score >= coalesce((select score from best), -1e999) order by score desc, document.subject limit ?`
        : `select document.subject, ${score} as score from words join document on document.id = words.rowid
           where words match ? ${where} order by score desc, document.subject limit ?`
    return { text, values: where === '' ? [match, limit - 1, limit] : [match, ...values, limit] }
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
    this.write(() => {
      this.counts.clear()
      this.db.exec(`delete from part; delete from document; insert into words (words) values ('delete-all')`)
      this.db.exec('update place set position = 0, begun = begun + 1; update space set revision = 0')
    })
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
    const { id } = this.statement(
      `insert into document (subject, revision, event, at, kind, repository)
         select subject, ?, event, at, kind, max(repository) over () from part where subject = ? order by position limit 1
         on conflict (subject) do update set revision = excluded.revision, event = excluded.event, at = excluded.at,
         kind = excluded.kind, repository = excluded.repository returning id`,
    ).get(revision, subject) as { id: number }
    const now = indexed(this.textsOf(subject))
    this.statement('insert into words (rowid, title, body, names) values (?, ?, ?, ?)').run(id, ...now)
    this.counts.changed(old && wordsIn(old), wordsIn(now))
  }

  /** All or nothing; the counts in memory follow. */
  private write(work: () => void): void {
    try {
      inTransaction(this.db, work)
    } catch (error) {
      this.counts.clear()
      throw error
    }
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

  private tellingWords(question: string): string[] {
    const most = Math.max(this.count() * COMMON, FEW)
    const known = [...new Set(wordsOf(question.slice(0, READ)))]
      .map((word) => ({ word, documents: this.documentsWith(word) }))
      .filter(({ documents }) => documents > 0)
    known.sort((one, other) => one.documents - other.documents || (one.word < other.word ? -1 : 1))
    let places = 0
    return known
      .filter(({ documents }, at) => {
        places += documents
        return at === 0 || (documents <= most && places <= MAX_PLACES)
      })
      .slice(0, MAX_WORDS)
      .map(({ word }) => word)
  }
}

const indexed = ({ title, body, names }: Pick<Document, 'title' | 'body' | 'names'>): string[] =>
  [title, body, names].map((text) => wordsOf(text.slice(0, READ)).join(' '))

const wordsIn = (texts: readonly string[]): Set<string> =>
  new Set(texts.flatMap((text) => text.split(' ').filter(Boolean)))
