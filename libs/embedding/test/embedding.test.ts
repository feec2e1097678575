import { createHash } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { cosine } from '@heimgewebe/context'
import { cached, type EmbeddingProvider, localLexical, ollama, openAiCompatible } from '../src/index.js'

type Reply = (path: string, body: { model: string; input: string[] }, request: IncomingMessage) => [number, unknown]

/** A server of this machine that speaks the documented APIs; each test says how it answers. */
let reply: Reply
const server: Server = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk: Buffer) => (text += chunk.toString()))
  request.on('end', () => {
    const [status, answer] = reply(request.url!, JSON.parse(text) as never, request)
    if (status === 0) return
    response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' })
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
})
let url: string
let folder: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = await mkdtemp(join(tmpdir(), 'embedding-'))
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

const model = { model: 'm', dimension: 2, timeoutMs: 5000 }
const likeness = async (one: string, other: string): Promise<number> => {
  const [left, right] = await localLexical().embed([one, other])
  return cosine(left!, right!)
}

describe('the vectors of spelling', () => {
  it('stay the same from release to release: those of one name are compared with each other', async () => {
    const text = 'readConfig: migrate the HTTPServer_v2\n\nÄrger mit migrations, __init__ and 0x1f'
    const [vector] = await localLexical().embed([text])
    const hash = createHash('sha256').update(new Uint8Array(vector!.buffer)).digest('hex')

    expect(hash).toBe('a0d8d8b3856063aa9af230a06291e1102af3cec884b9b7df5729692661ccd699')
  })
})

describe('localLexical', () => {
  it('gives equal vectors of length 1 for equal texts, and says how long they are', async () => {
    const provider = localLexical(128)
    const [one, other] = await provider.embed(['fix readConfig()', 'fix readConfig()'])
    expect(one).toEqual(other)
    expect(one!.length).toBe(provider.dimension)
    expect(Math.hypot(...one!)).toBeCloseTo(1)
  })

  it('sees through spelling: identifiers, plurals, endings', async () => {
    expect(await likeness('readConfig', 'the config is read')).toBeGreaterThan(0.4)
    expect(await likeness('migrate the database', 'database migrations')).toBeGreaterThan(
      2 * (await likeness('migrate the database', 'a button on the page')),
    )
  })

  it('takes the first line for the title, which counts as much as the rest', async () => {
    const text = 'login fails\n' + 'the page is blue and has buttons that are green '.repeat(3)
    expect(await likeness('login fails', text)).toBeGreaterThan(
      1.5 * (await likeness('login fails', text.replace('\n', ' '))),
    )
  })

  it('gives a vector of zeros for a text without words', async () => {
    expect(Math.hypot(...(await localLexical().embed(['?! …']))[0]!)).toBe(0)
  })
})

describe('ollama', () => {
  it('asks in batches and keeps the order', async () => {
    const asked: string[][] = []
    reply = (path, { input }) => {
      asked.push(input)
      return [200, { path, embeddings: input.map((text) => [Number(text), 1]) }]
    }
    const vectors = await ollama({ ...model, url, batch: 2 }).embed(['0', '3', '4'])
    expect(asked).toEqual([['0', '3'], ['4']])
    expect(vectors.map(([first, second]) => Math.round(first! / second!))).toEqual([0, 3, 4])
  })

  it.each<[string, string, number, unknown]>([
    ['another dimension', 'dimension', 200, { embeddings: [[1, 2, 3]] }],
    ['too few vectors', 'answer', 200, { embeddings: [] }],
    ['what is no number', 'answer', 200, { embeddings: [['1', null]] }],
    ['what is no JSON', 'answer', 200, '<html>'],
    ['null', 'answer', 200, 'null'],
    ['that the model is unknown', 'refused', 404, { error: 'model "m" not found' }],
    ['that it is overloaded', 'unreachable', 503, { error: 'busy' }],
    ['somewhere else', 'refused', 307, ''],
  ])('refuses an answer with %s', async (_what, code, status, answer) => {
    reply = () => [status, answer]
    await expect(ollama({ ...model, url }).embed(['a'])).rejects.toMatchObject({ name: 'EmbeddingError', code })
  })

  it('gives up on a server that is silent, and on one that is not there', async () => {
    reply = () => [0, '']
    await expect(ollama({ ...model, url, timeoutMs: 50 }).embed(['a'])).rejects.toMatchObject({ code: 'timeout' })
    await expect(ollama({ ...model, url: 'http://127.0.0.1:1' }).embed(['a'])).rejects.toMatchObject({
      code: 'unreachable',
    })
  })
})

describe('openAiCompatible', () => {
  it('sends the key of its file, and sorts the answer by index', async () => {
    const keyFile = join(folder, 'key')
    await writeFile(keyFile, 'secret\n', { mode: 0o600 })
    const seen: unknown[] = []
    reply = (path, { input }, { headers }) => {
      seen.push(path, headers.authorization)
      const data = input.map((text, index) => ({ index, embedding: [Number(text), 1] }))
      return [200, { object: 'list', data: data.reverse() }]
    }
    const provider = openAiCompatible({ ...model, url: `${url}/v1/`, keyFile })
    expect((await provider.embed(['0', '2'])).map(([first, second]) => Math.round(first! / second!))).toEqual([0, 2])
    expect(seen).toEqual(['/v1/embeddings', 'Bearer secret'])
    expect(provider.id).toBe(`openai/${url.slice('http://'.length)}/m`)
  })

  it('repeats no key that the server repeats', async () => {
    const keyFile = join(folder, 'repeated-key')
    await writeFile(keyFile, 'k3y-of-ours', { mode: 0o600 })
    reply = () => [401, { error: 'wrong key: k3y-of-ours' }]
    const refused = await openAiCompatible({ ...model, url, keyFile })
      .embed(['a'])
      .catch((error: unknown) => String(error))

    expect(refused).toContain('wrong key: …')
  })

  it('does not send a key that others may read', async () => {
    const keyFile = join(folder, 'open-key')
    await writeFile(keyFile, 'secret')
    await chmod(keyFile, 0o644)
    reply = () => [200, { data: [{ index: 0, embedding: [1, 0] }] }]
    await expect(openAiCompatible({ ...model, url, keyFile }).embed(['a'])).rejects.toMatchObject({ code: 'refused' })
    await expect(openAiCompatible({ ...model, url, keyFile: join(folder, 'none') }).embed(['a'])).rejects.toMatchObject(
      { code: 'refused' },
    )
  })
})

describe('cached', () => {
  const counting = (): { provider: EmbeddingProvider; asked: string[] } => {
    const asked: string[] = []
    const local = localLexical(8)
    return { asked, provider: { ...local, embed: (texts) => (asked.push(...texts), local.embed(texts)) } }
  }

  it('asks for a text once, however often it comes', async () => {
    const { provider, asked } = counting()
    const memory = cached(provider)
    const first = await memory.embed(['one', 'two', 'one'])
    expect(await memory.embed(['two', 'one'])).toEqual([first[1], first[0]])
    expect(asked).toEqual(['one', 'two'])
    expect(memory.counts).toEqual({ hits: 3, misses: 2 })
  })

  it('forgets what was not used for longest', async () => {
    const { provider, asked } = counting()
    const memory = cached(provider, 2)
    for (const text of ['one', 'two', 'one', 'three', 'one', 'two']) await memory.embed([text])
    expect(asked).toEqual(['one', 'two', 'three', 'two'])
  })
})
