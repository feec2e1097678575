import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { wordsOf } from '@heimgewebe/context'
import { Bm25 } from './bm25.js'
import type { Document, Filter, Hit } from './document.js'
import { DocumentTable } from './document-table.js'
import { PostingList } from './posting-list.js'
import { PostingLists } from './posting-lists.js'
import { QueryThread } from './query-thread.js'
import { TermCounts } from './term-counts.js'

/** Longest part of a document's or a question's text that counts, in characters. */
export const READ = 20_000
/** Most words of a question that are looked up: the rarest. */
const MAX_WORDS = 64
/** Most places in the index that one question may read. Rare words tell most, so what is left out are the common ones. */
const MAX_PLACES = 60_000
/** A word in more than this share of the documents tells nothing, unless it is in few. */
const COMMON = 0.25
const FEW = 1000
/** What a word in the title weighs; elsewhere 1. */
const TITLE = 2

/** The places of a word as one text: `12t12b40n` is twice in document 12, in title and body, and once in the names of 40. */
const PLACES = `select group_concat(doc || substr(col, 1, 1), '') as places from instance where term = ?`

/** Finds documents by BM25 over lists of places that are read from the index once and kept in memory (ADR 0050). */
export class WordSearch {
  private readonly counts: TermCounts
  private readonly documents: DocumentTable
  private readonly lists: PostingLists
  private readonly scores: Bm25
  /** Long reads; none of an index in memory, which no other thread can open. */
  private readonly thread: QueryThread | undefined
  private readonly places: StatementSync
  private readonly idOf: StatementSync
  private readonly subjects: StatementSync

  /** `kept`: bytes of lists in memory. */
  constructor(db: DatabaseSync, kept: number) {
    this.counts = new TermCounts(db)
    this.documents = new DocumentTable(db)
    this.lists = new PostingLists((word) => this.read(word), kept)
    this.scores = new Bm25(this.documents)
    const path = db.location()
    this.thread = path === null ? undefined : new QueryThread(path)
    this.places = db.prepare(PLACES)
    this.idOf = db.prepare('select id from document where subject = ?')
    this.subjects = db.prepare('select id, subject from document where id in (select value from json_each(?))')
  }

  /** How many documents there are. */
  get count(): number {
    return this.documents.count
  }

  /** Bytes of what is held in memory: lists of places, and what is asked of each document. */
  get bytes(): number {
    return this.lists.bytes + this.documents.bytes
  }

  /** In how many documents a word stands. */
  documentsWith(word: string): number {
    return this.counts.of(word)
  }

  /** What fits a question, best first. Whatever stands in it is words, never an operator of the index. */
  async find(question: string, { except, ...filter }: Filter, limit: number): Promise<Hit[]> {
    const words = this.tellingWords(question)
    if (words.length === 0) return []
    const lists = await this.lists.of(words)
    const allowed = this.documents.allowing(filter)
    const left = except === undefined ? undefined : (this.idOf.get(except) as { id: number } | undefined)?.id
    const lets = left === undefined ? allowed : (id: number) => id !== left && (!allowed || allowed(id))
    const best = this.scores.best(lists, lets, limit)
    const rows = this.subjects.all(JSON.stringify(best.map(({ id }) => id))) as { id: number; subject: string }[]
    const subjects = new Map(rows.map(({ id, subject }) => [id, subject]))
    return best
      .map(({ id, score }) => ({ subject: subjects.get(id)!, score }))
      .sort((one, other) => other.score - one.score || (one.subject < other.subject ? -1 : 1))
      .slice(0, limit)
  }

  /** Follows a document that was written, with the texts that are indexed now and, where it was there, those before. */
  changed(
    { id, kind, repository, at }: Omit<Document, 'title' | 'body' | 'names'>,
    before: IndexedTexts | undefined,
    after: IndexedTexts,
  ): void {
    this.documents.put({ id, kind, repository, at, length: lengthOf(after) })
    // As in an import: nobody has asked for a word yet.
    if (this.counts.empty && this.lists.empty) return
    const [old, now] = [before && frequenciesIn(before), frequenciesIn(after)]
    this.counts.changed(old, now)
    this.lists.changed(id, old, now)
  }

  /** Begins anew, as after a write that was undone. */
  reset(): void {
    this.counts.clear()
    this.lists.clear()
    this.documents.load()
  }

  /** Ends the thread of the long reads. */
  async close(): Promise<void> {
    await this.thread?.end()
  }

  private async read(word: string): Promise<PostingList> {
    const query = { text: PLACES, values: [word] }
    const [row] = (await (this.thread?.all(query) ?? this.places.all(word))) as { places: string | null }[]
    return listOf(row?.places ?? '')
  }

  private tellingWords(question: string): string[] {
    const most = Math.max(this.count * COMMON, FEW)
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

/** Title, body and names as they are indexed: words with a blank between them. */
export type IndexedTexts = readonly [title: string, body: string, names: string]

/** The texts of a document as they are indexed. */
export const indexed = ({ title, body, names }: Pick<Document, 'title' | 'body' | 'names'>): IndexedTexts => {
  const words = (text: string): string => wordsOf(text.slice(0, READ)).join(' ')
  return [words(title), words(body), words(names)]
}

const split = (text: string): string[] => (text === '' ? [] : text.split(' '))

const lengthOf = (texts: IndexedTexts): number => texts.reduce((sum, text) => sum + wordsIn(text), 0)

const wordsIn = (text: string): number => {
  if (text === '') return 0
  let words = 1
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) words++
  return words
}

const frequenciesIn = ([title, ...others]: IndexedTexts): Map<string, number> => {
  const frequencies = new Map<string, number>()
  const add = (text: string, weight: number): void => {
    for (const word of split(text)) frequencies.set(word, (frequencies.get(word) ?? 0) + weight)
  }
  add(title, TITLE)
  for (const text of others) add(text, 1)
  return frequencies
}

const ZERO = 48
const NINE = 57
const T = 116

const listOf = (places: string): PostingList => {
  const list = new PostingList()
  for (let at = 0, document = 0; at < places.length; at++) {
    const code = places.charCodeAt(at)
    if (code >= ZERO && code <= NINE) document = document * 10 + code - ZERO
    else {
      list.append(document, code === T ? TITLE : 1)
      document = 0
    }
  }
  list.trim()
  return list
}
