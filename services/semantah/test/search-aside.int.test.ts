import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Entry } from '../src/io/search/document.js'
import { QueryThread } from '../src/io/search/query-thread.js'
import { openSearchFile } from '../src/io/search/search-file.js'
import { TextIndex } from '../src/io/search/text-index.js'

const root = await mkdtemp(join(tmpdir(), 'semantah-aside-'))
afterAll(() => rm(root, { recursive: true, force: true }))

const entry = (position: number, subject: string, title: string): Entry => ({
  evidence: { position, id: `event-${position}`, at: position },
  part: { subject, part: 'whole', kind: 'issue', repository: 'acme/shop', title, body: '', names: '' },
})

describe('a search in a thread of its own', () => {
  let folder: string
  let index: TextIndex
  beforeEach(async () => {
    folder = await mkdtemp(join(root, 'one-'))
    index = new TextIndex(await openSearchFile(folder))
  })
  afterEach(() => index.close())

  it('finds what was written before it was asked', async () => {
    index.apply([entry(1, 'issue/1', 'sessions end'), entry(2, 'issue/2', 'sessions of the proxy end')])
    const found = await index.find('proxy sessions', {}, 10)
    expect(found.map(({ subject }) => subject)).toEqual(['issue/2', 'issue/1'])
    index.apply([entry(3, 'issue/3', 'proxy sessions')])
    expect((await index.find('proxy sessions', {}, 10))[0]!.subject).toBe('issue/3')
    const narrow = { repository: 'acme/shop', until: 2 }
    expect((await index.find('proxy sessions', narrow, 10)).map(({ subject }) => subject)).toEqual(['issue/1'])
  })

  it('tells equals apart by their subjects where the limit cuts', async () => {
    index.apply([5, 3, 9, 1, 7].map((n, at) => entry(at + 1, `issue/${n}`, 'sessions end')))
    const found = async (limit: number) =>
      (await index.find('sessions', {}, limit)).map(({ subject }) => subject.slice(6)).join('')
    expect([await found(2), await found(5), await found(9)]).toEqual(['13', '13579', '13579'])
  })

  it('counts words as an index does that was just opened, whatever was asked, changed and undone', async () => {
    index.apply(Array.from({ length: 30 }, (_, n) => entry(n + 1, `issue/${n}`, `word${n % 3} sessions common`)))
    await index.find('word0 word1 word2 sessions common other', {}, 5)
    index.apply([entry(40, 'issue/1', 'word0 other'), entry(41, 'issue/2', 'word0'), entry(42, 'issue/99', 'other')])
    const broken = { ...entry(43, 'issue/3', 'other'), evidence: { position: 43, id: null as never, at: 43 } }
    expect(() => index.apply([entry(44, 'issue/4', 'other'), broken])).toThrow()
    const other = new TextIndex(await openSearchFile(folder))
    expect(index.count()).toBe(31)
    const words = ['word0', 'word1', 'word2', 'sessions', 'common', 'other', 'nobody']
    const counted = (from: TextIndex): number[] => words.map((word) => from.documentsWith(word))
    expect(counted(index)).toEqual([12, 9, 9, 28, 28, 2, 0])
    expect(counted(other)).toEqual(counted(index))
    await other.close()
  })

  it('leaves the event loop to others meanwhile', async () => {
    const thread = new QueryThread(join(folder, 'search.db'))
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    const text =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) select max(i) as most from n'
    expect(await thread.all({ text, values: [2_000_000] })).toEqual([{ most: 2_000_000 }])
    clearInterval(ticking)
    await thread.end()
    expect(turns).toBeGreaterThan(3)
  })

  it('says what went wrong and goes on, also after its thread was ended', async () => {
    const thread = new QueryThread(join(folder, 'search.db'))
    const one = { text: 'select 1 as one', values: [] }
    await expect(thread.all({ text: 'select one from nowhere', values: [] })).rejects.toThrow('nowhere')
    expect(await thread.all(one)).toEqual([{ one: 1 }])
    await thread.end()
    expect(await thread.all(one)).toEqual([{ one: 1 }])
    // Long enough not to be answered before the end.
    const long =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000000) select count(*) from n'
    const lost = thread.all({ text: long, values: [] })
    await Promise.all([expect(lost).rejects.toThrow('ended'), thread.end()])
  })
})
