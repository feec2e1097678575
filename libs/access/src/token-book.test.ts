import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { digestOf, newToken } from './token.js'
import { TokenBook } from './token-book.js'
import { changeTokens, readTokens, tokensFile } from './token-file.js'

const NOW = new Date('2026-01-01T12:00:00Z')

let home: string
let file: string
const complaints: string[] = []
const books: TokenBook[] = []

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'book-'))
  file = tokensFile(home)
})
afterEach(async () => {
  // NOTE: a use that is still being noted would make its folder anew while it is removed.
  for (const book of books.splice(0)) await book.written()
  await rm(home, { recursive: true })
})

const open = (): TokenBook => {
  const book = new TokenBook({ owner: join(home, 'token'), tokens: file }, 'test', (text) => complaints.push(text))
  books.push(book)
  return book
}

const add = async (name: string, expires?: string): Promise<string> => {
  const token = newToken()
  const entry = { name, scopes: ['read' as const], sha256: digestOf(token), created: NOW.toISOString() }
  await changeTokens(file, (tokens) => ({
    tokens: [...tokens, { ...entry, ...(expires === undefined ? {} : { expires }) }],
    result: undefined,
  }))
  return token
}

describe('TokenBook', () => {
  it('knows the token of the first start as an admin, and its successor once the file was replaced', async () => {
    await writeFile(join(home, 'token'), 'first\n')
    const book = open()
    const before = await book.find('first', NOW)
    await writeFile(join(home, 'token'), 'second\n')
    await sleep(300)

    expect(before).toEqual({ access: { name: 'owner', scopes: ['admin'] } })
    expect([await book.find('first', NOW), await book.find('second', NOW)]).toEqual(['unknown', before])
  })

  it('never takes the empty text for a token, also where the file is empty', async () => {
    await writeFile(join(home, 'token'), '\n')
    expect(await open().find('', NOW)).toBe('unknown')
  })

  it('ends a token at the very moment at which it expires', async () => {
    const token = await add('ci', NOW.toISOString())
    const book = open()

    expect(await book.find(token, new Date(NOW.getTime() - 1))).toMatchObject({ access: { name: 'ci' } })
    expect(await book.find(token, NOW)).toBe('expired')
  })

  it.each(['', '{', '[]', '{"version":2,"tokens":[]}', '{"version":1,"tokens":[{"name":"x"}]}'])(
    'lets nobody in by a file that holds %j, but the owner, and says why',
    async (text) => {
      const token = await add('ci')
      await writeFile(join(home, 'token'), 'first')
      await writeFile(file, text)
      complaints.length = 0
      const book = open()

      expect(await book.find(token, NOW)).toBe('unknown')
      expect(await book.find('first', NOW)).toMatchObject({ access: { name: 'owner' } })
      expect(complaints.join()).toContain(file)
    },
  )

  it('is empty where nobody made a token', async () => {
    expect(await open().isEmpty()).toBe(true)
  })
})

describe('changeTokens', () => {
  it('takes over the lock of a process that died with it', async () => {
    await add('a')
    await writeFile(`${file}.lock`, '')
    const past = new Date(Date.now() - 60_000)
    await utimes(`${file}.lock`, past, past)
    await add('b')

    expect((await readTokens(file)).map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it('leaves the file as it was where the change fails', async () => {
    await add('a')
    const before = await readFile(file, 'utf8')
    const failing = changeTokens(file, () => {
      throw new Error('no')
    })

    await expect(failing).rejects.toThrow('no')
    expect(await readFile(file, 'utf8')).toBe(before)
  })
})
