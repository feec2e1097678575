import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { EmbeddingError, type EmbeddingProvider, localLexical } from '@heimgewebe/embedding'
import { eventually } from '@heimgewebe/testing'
import type { Entry, Part } from '../src/io/search/document.js'
import { EmbeddedVectors } from '../src/io/search/embedded-vectors.js'
import { openSearchFile } from '../src/io/search/search-file.js'
import { SearchIndex } from '../src/io/search/search-index.js'
import type { SearchAnswer } from '../src/io/search/search-answers.js'
import { MIGRATIONS, TWENTY } from './problems.js'

const limits = {
  batch: 7,
  retryDelayMs: 1,
  candidates: 200,
  vectorWeight: 0.35,
  kept: 100,
  clustered: 500,
  wordBytes: 2 ** 20,
}
const folders: string[] = []
const open: SearchIndex[] = []
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'search-'))
  folders.push(folder)
  return folder
}
const openIndex = async (
  folder = ':memory:',
  provider: EmbeddingProvider = localLexical(),
  ...others: EmbeddingProvider[]
): Promise<SearchIndex> => {
  const db = await openSearchFile(folder)
  const index = new SearchIndex(db, new EmbeddedVectors(db), provider, others, limits)
  open.push(index)
  return index
}
afterEach(async () => {
  for (const index of open.splice(0)) await index.close().catch(() => undefined)
})
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const hour = (position: number): number => Date.UTC(2026, 0, 1, position)
const entry = (position: number, title: string, more: Partial<Part> = {}): Entry => ({
  evidence: { position, id: `event-${position}`, at: hour(position) },
  part: {
    subject: `issue/acme/shop/${position}`,
    part: 'issue',
    kind: 'issue',
    repository: 'acme/shop',
    title,
    body: '',
    names: '',
    ...more,
  },
})
const subjects = ({ hits }: SearchAnswer): string[] => hits.map(({ subject }) => subject)
const issue = (n: number): string => `issue/acme/shop/${n}`
/** All that can be asked of an index about these words. */
const answers = async (index: SearchIndex): Promise<string> => {
  await index.idle()
  const asked = ['config', 'login token', 'retry the timeout', 'crash'].map((words) => index.search(words, {}, 50))
  return JSON.stringify([await Promise.all(asked), await index.clusters({}, 10), index.text.position()])
}
const story = Array.from({ length: 40 }, (_, n) =>
  entry(
    n + 1,
    ['crash in readConfig', 'login token expires', 'retry after a timeout', 'crash of the config page'][n % 4]!,
    {
      body: `seen ${n} times`,
      subject: issue(n % 30),
      part: n % 5 === 0 ? 'resolution' : 'issue',
    },
  ),
)

describe('searching', () => {
  it('finds by words, by parts of identifiers and by the spelling of both', async () => {
    const index = await openIndex()
    index.apply([
      entry(1, 'the page is blue'),
      entry(2, 'readConfig throws', { names: 'src/config/read.ts' }),
      entry(3, 'migrations of the database'),
    ])
    await index.idle()
    expect(subjects(await index.search('config', {}, 5))[0]).toBe(issue(2))
    const found = await index.search('the database was migrated', {}, 5)
    expect(found.hits[0]).toMatchObject({ subject: issue(3), event: 'event-3', at: new Date(hour(3)).toISOString() })
    expect(found.hits[0]!.likeness).toBeGreaterThan(0.3)
    expect(found.likeness).toMatchObject({ state: 'complete', provider: 'local-lexical-1', dimension: 512, waiting: 0 })
  })

  it('narrows by repository, kind and time', async () => {
    const index = await openIndex()
    index.apply([
      entry(1, 'crash'),
      entry(2, 'crash', { kind: 'incident', subject: 'incident/2' }),
      entry(3, 'crash', { repository: 'acme/other' }),
    ])
    await index.idle()
    const found = async (filter: object): Promise<string[]> => subjects(await index.search('crash', filter, 5)).sort()
    expect(await found({})).toEqual(['incident/2', issue(1), issue(3)])
    expect(await found({ kind: 'incident' })).toEqual(['incident/2'])
    expect(await found({ repository: 'acme/other' })).toEqual([issue(3)])
    expect(await found({ since: hour(2), until: hour(3) })).toEqual(['incident/2'])
  })

  it.each(['" OR *', 'title:crash NOT (', 'crash* ^ NEAR(a b)', "'; drop table words; --", '\0\ud800', '((((', '-'])(
    'takes %j for words and nothing else',
    async (question) => {
      const index = await openIndex()
      index.apply([entry(1, 'crash'), entry(2, 'the words of a near title')])
      await index.idle()
      expect((await index.search(question, {}, 5)).hits.length).toBeLessThanOrEqual(2)
      expect(subjects(await index.search('crash', {}, 1))).toEqual([issue(1)])
    },
  )

  it('answers within its bounds when everything fits and the question is a book', async () => {
    const index = await openIndex()
    index.apply(Array.from({ length: 300 }, (_, n) => entry(n + 1, `crash number ${n}`)))
    await index.idle()
    const found = await index.search('crash '.repeat(100_000), {}, 50)
    expect([found.hits.length, found.truncated]).toEqual([50, true])
  })

  it('shows what the latest event says, with the resolution of an incident', async () => {
    const index = await openIndex()
    const incident = { subject: 'incident/9', kind: 'incident', part: 'report' }
    index.apply([
      entry(1, 'logins fail', incident),
      entry(3, '', { ...incident, part: 'resolution', body: 'certificate renewed' }),
    ])
    index.apply([entry(2, 'logins fail everywhere', incident)])
    await index.idle()
    const { hits } = await index.search('certificate', {}, 5)
    expect(hits).toMatchObject([
      { subject: 'incident/9', title: 'logins fail everywhere', snippet: 'certificate renewed' },
    ])
  })
})

describe('likeness', () => {
  it('finds exactly the three of ten changes that build SQL by hand, however they say it', async () => {
    const index = await openIndex()
    const titles = [
      'Concatenate the user id into the SELECT statement',
      'Bump eslint to 10',
      'Raw SQL string for the report query',
      'Dark mode for the settings page',
      'Search page: build SQL from request parameters by string concatenation',
      'Retry uploads after a network error',
      'Translate the sign-in page',
      'Cache thumbnails on disk',
      'Log rotation for the worker',
      'Upgrade the base image',
    ]
    index.apply(titles.map((title, n) => entry(n + 1, title)))
    await index.idle()
    const found = await index.search('raw SQL statement made by concatenating strings', {}, 10, 0.3)
    expect(subjects(found).sort()).toEqual([issue(1), issue(3), issue(5)])
  })

  it('finds what is like a document, without the document itself', async () => {
    const index = await openIndex()
    index.apply([entry(1, 'login token expires'), entry(2, 'expired tokens at login'), entry(3, 'blue buttons')])
    await index.idle()
    expect(subjects((await index.like(issue(1), {}, 5, 0.3))!)).toEqual([issue(2)])
    expect(await index.like('issue/nobody/1', {}, 5, 0)).toBeUndefined()
  })

  it('finds the five migration issues among twenty as one cluster, with a label', async () => {
    const index = await openIndex()
    index.apply(TWENTY.map((title, n) => entry(n + 1, title)))
    await index.idle()
    const { clusters } = await index.clusters({ kind: 'issue' }, 10)
    expect(clusters.map((cluster) => cluster.subjects)).toEqual([
      MIGRATIONS.map((title) => issue(TWENTY.indexOf(title) + 1)).sort(),
    ])
    expect(clusters[0]!.label).toMatch(/migrat|schema/)
  })
})

describe('vectors behind the text', () => {
  const other = (id: string, more: Partial<EmbeddingProvider> = {}): EmbeddingProvider => ({
    ...localLexical(64),
    id,
    ...more,
  })

  it('answers by words and says why when the provider is down, and catches up when it is back', async () => {
    let down = true
    const provider = other('remote', {
      embed: (texts) =>
        down ? Promise.reject(new EmbeddingError('no answer', 'unreachable')) : localLexical(64).embed(texts),
    })
    const index = await openIndex(':memory:', provider)
    index.apply([entry(1, 'crash'), entry(2, 'calm')])
    const found = await index.search('crash', {}, 5)
    expect(subjects(found)).toEqual([issue(1)])
    expect(found.likeness).toMatchObject({
      state: 'unavailable',
      waiting: 2,
      reason: expect.stringContaining('no answer'),
    })
    down = false
    await index.idle()
    expect((await index.search('crash', {}, 5)).likeness).toMatchObject({ state: 'complete', waiting: 0 })
  })

  it('keeps no vector of the wrong size', async () => {
    const index = await openIndex(':memory:', other('liar', { embed: (texts) => localLexical(32).embed(texts) }))
    index.apply([entry(1, 'crash')])
    const { likeness } = await index.search('crash', {}, 5)
    expect(likeness).toMatchObject({ state: 'unavailable', waiting: 1, reason: expect.stringContaining('32 numbers') })
  })

  it('lets the old vectors answer until a new provider has made all of its own, also over a restart', async () => {
    const folder = await newFolder()
    const before = await openIndex(folder, other('old'))
    before.apply(story)
    await before.idle()
    await before.close()
    let texts = 0
    let most = 10
    const slow = other('new', {
      embed: (batch) => {
        if ((texts += batch.length) > most) return Promise.reject(new EmbeddingError('overloaded', 'unreachable'))
        return localLexical(64).embed(batch)
      },
    })
    const during = await openIndex(folder, slow, other('old'))
    await eventually(() => during.state().waiting < during.text.count())
    const answer = await during.search('login', {}, 5)
    expect(answer.likeness).toMatchObject({ state: 'filling', provider: 'old' })
    expect(answer.hits[0]!.likeness).toBeGreaterThan(0)
    const { waiting } = during.state()
    expect(waiting).toBeLessThan(during.text.count())
    await during.close()
    ;[texts, most] = [0, Infinity]
    const after = await openIndex(folder, slow, other('old'))
    await after.idle()
    expect((await after.search('login', {}, 5)).likeness).toMatchObject({ state: 'complete', provider: 'new' })
    // Only what was left and the question: what was made before the restart is not made again.
    expect(texts).toBe(waiting + 1)
  })

  it('asks the provider once for the same question', async () => {
    let asked = 0
    const index = await openIndex(
      ':memory:',
      other('counted', { embed: (texts) => ((asked += 1), localLexical(64).embed(texts)) }),
    )
    index.apply([entry(1, 'crash')])
    await index.idle()
    asked = 0
    await index.search('crash', {}, 5)
    await index.search('crash', {}, 5)
    await index.search('crash', { kind: 'issue' }, 5)
    expect(asked).toBe(1)
  })
})

describe('the place in the log', () => {
  it('moves with what is held; what comes twice or late gives the same answers', async () => {
    const whole = await openIndex()
    whole.apply(story)
    const expected = await answers(whole)
    const torn = await openIndex()
    for (let at = 0; at < story.length; at += 9) torn.apply(story.slice(at, at + 12))
    torn.apply(story)
    expect(await answers(torn)).toBe(expected)
    const late = await openIndex()
    late.apply(story.filter((_, n) => n !== 3))
    late.apply([story[3]!])
    expect(await answers(late)).toBe(expected)
  })

  it('is 0 after the index is emptied, and the log gives the same answers again', async () => {
    const index = await openIndex()
    index.apply(story)
    const expected = await answers(index)
    await index.wipe()
    expect([index.text.position(), index.text.count(), (await index.search('crash', {}, 5)).hits]).toEqual([0, 0, []])
    index.apply(story)
    expect(await answers(index)).toBe(expected)
  })

  it('is whole after a kill in the middle of a batch, and recovery equals a fresh index', async () => {
    const folder = await newFolder()
    const before = await openIndex(folder)
    before.apply(story.slice(0, 20))
    await before.close()
    const killed = fork(
      '-e',
      [
        `const { DatabaseSync } = require('node:sqlite')
       const db = new DatabaseSync(${JSON.stringify(join(folder, 'search.db'))})
       db.exec('begin immediate; update place set position = 40; delete from document')
       process.send('half'); setInterval(() => {}, 1000)`,
      ],
      { execArgv: [] },
    )
    await once(killed, 'message')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const after = await openIndex(folder)
    expect(after.text.position()).toBe(20)
    after.apply(story)
    const fresh = await openIndex()
    fresh.apply(story)
    expect(await answers(after)).toBe(await answers(fresh))
  })

  it('begins anew in an empty file when the old one is broken', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'search.db'), Buffer.alloc(8192, 7))
    const index = await openIndex(folder)
    expect([index.text.generation(), index.text.position()]).toEqual([0, 0])
  })
})
