import { mkdtemp, rm } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Entry, Filter, Hit } from '../src/io/search/document.js'
import { narrowed } from '../src/io/search/narrowed.js'
import { openSearchFile } from '../src/io/search/search-file.js'
import { TextIndex } from '../src/io/search/text-index.js'

const root = await mkdtemp(join(tmpdir(), 'semantah-words-'))
afterAll(() => rm(root, { recursive: true, force: true }))

/** The same numbers in every run. */
const randomFrom = (seed: number) => (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647

const WORDS = 'crash login token proxy session retry timeout config page table index migrate schema upload image'.split(
  ' ',
)
const random = randomFrom(11)
const some = (most: number): string =>
  Array.from({ length: Math.floor(random() * most) }, () => WORDS[Math.floor(WORDS.length * random() ** 2)]).join(' ')
const kinds = ['change', 'issue', 'incident']

/** Events about 120 subjects, most of them several times, so that what was said of one is said anew. */
const story = (from: number, count: number): Entry[] =>
  Array.from({ length: count }, (_, at) => {
    const n = Math.floor(random() * 120)
    const repository = `acme/${n % 4}`
    return {
      evidence: { position: from + at, id: `event-${from + at}`, at: n * 1000 },
      part: {
        subject: `x/${n}`,
        part: `p${at % 2}`,
        kind: kinds[n % 3]!,
        repository,
        title: some(5),
        body: some(40),
        names: some(9),
      },
    }
  })

const filters: Filter[] = [
  {},
  { repository: 'acme/1' },
  { kind: 'issue', since: 20_000 },
  { until: 50_000, except: 'x/7' },
  { repository: 'acme/none' },
]

/** What SQLite itself answers: the oracle. */
const bySqlite = (db: DatabaseSync, words: readonly string[], filter: Filter, limit: number): Hit[] => {
  const { where, values } = narrowed(filter)
  const match = words.map((word) => `"${word}"`).join(' OR ')
  return db
    .prepare(
      `select document.subject, -bm25(words, 2, 1, 1) as score from words join document on document.id = words.rowid
       where words match ? ${where} order by score desc, document.subject limit ?`,
    )
    .all(match, ...values, limit) as unknown as Hit[]
}

describe('a search by words', () => {
  let db: DatabaseSync
  let folder: string
  const open: TextIndex[] = []
  const opened = async (kept?: number): Promise<TextIndex> => {
    db = await openSearchFile(folder)
    const index = new TextIndex(db, kept)
    open.push(index)
    return index
  }
  beforeEach(async () => {
    folder = await mkdtemp(join(root, 'one-'))
  })
  afterEach(async () => {
    for (const index of open.splice(0)) await index.close()
  })
  const agrees = async (index: TextIndex): Promise<void> => {
    for (const filter of filters)
      for (const question of ['crash', 'login token', WORDS.join(' ')]) {
        const found = await index.find(question, filter, 9)
        const expected = bySqlite(db, question.split(' '), filter, 9)
        expect(found.map(({ subject }) => subject)).toEqual(expected.map(({ subject }) => subject))
        found.forEach(({ score }, at) => expect(score).toBeCloseTo(expected[at]!.score, 12))
      }
  }

  it.each([
    ['with all lists in memory', undefined],
    ['with room for some of them', 3000],
    ['with room for none', 0],
  ])('answers as SQLite does, whatever was written, changed and undone meanwhile, %s', async (_, kept) => {
    const index = await opened(kept)
    for (let round = 0; round < 6; round++) {
      index.apply(story(round * 50 + 1, 50))
      await agrees(index)
    }
    const broken = { ...story(400, 1)[0]!, evidence: { position: 400, id: null as never, at: 1 } }
    expect(() => index.apply([...story(401, 5), broken])).toThrow()
    await agrees(index)
    await agrees(await opened(kept))
    index.wipe()
    expect(await index.find('crash', {}, 9)).toEqual([])
    index.apply(story(1, 20))
    await agrees(index)
  })

  it('keeps no more lists than it may', async () => {
    const index = await opened(2000)
    index.apply(story(1, 200))
    const empty = (await opened(2000)).held
    for (const word of WORDS) await index.find(word, {}, 5)
    expect(index.held).toBeLessThanOrEqual(empty + 2000)
    expect(index.held).toBeGreaterThan(empty)
  })
})
