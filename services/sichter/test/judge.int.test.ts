import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

const DOOR = join(import.meta.dirname, '../../../deploy/bench/judge.mjs')
let door: ReturnType<typeof start>
let next = 1000

const start = () => {
  const child = spawn(process.execPath, [DOOR], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (line: unknown): Promise<unknown> => {
      child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
      return JSON.parse(String((await lines.next()).value))
    },
    stop: (): Promise<unknown> => {
      child.kill('SIGTERM')
      return new Promise((resolve) => child.on('exit', (...how) => resolve(how)))
    },
    end: async (): Promise<number | null> => {
      child.stdin.end()
      return child.exitCode ?? new Promise((resolve) => child.on('exit', resolve))
    },
  }
}

const sha = (n: number): string => n.toString(16).padStart(40, '0')
const change = (n: number, more: object = {}) => ({
  type: 'change',
  sha: sha(n),
  author: 'a',
  at: 1_600_000_000 + n * 3600,
  ct: 1_600_000_000 + n * 3600,
  subject: `Change ${n}`,
  body: '',
  nf: 1,
  la: 3,
  ld: 0,
  files: [{ p: `src/f${n}.c`, a: 3, d: 0, t: 'A', h: [[0, 0, 1, 3, '']] }],
  scored: true,
  ...more,
})

describe('the judge’s door', () => {
  beforeAll(() => {
    door = start()
  })
  afterAll(() => door.end())

  it('answers each line by one line: a change by its score, a report by a ranking, a question for tests by tests', async () => {
    expect(await door.ask(change(1, { tokens: { added: { open_vconn: 2 }, deleted: {} } }))).toMatchObject({
      sha: sha(1),
      score: expect.any(Number),
      evidence: [],
    })
    for (let n = 2; n < 6; n++) await door.ask(change(n))
    await door.ask(change(6, { files: [{ p: 'tests/f1.c', a: 1, d: 0, t: 'A' }] }))

    expect(
      await door.ask({ type: 'incident', id: 'i', time: 1_700_000_000, text: 'open_vconn crashes' }),
    ).toMatchObject({ id: 'i', ranking: [sha(1)] })
    expect(await door.ask({ type: 'guards', id: 'g', sha: sha(1) })).toEqual({ id: 'g', ranking: ['tests/f1.c'] })
  })

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['an unknown type', { type: 'x' }],
    ['a change without a sha', { type: 'change' }],
    ['bytes that are no text', '\u0000\ufffd\ud800'],
    ['a report that is none', { type: 'incident', id: 1, text: 7, files: 'x', time: 'now', fix: null }],
    [
      'hunks that are none',
      change(91, { files: [{ p: 'a.c', h: [null, ['x'], [1, 2, 3, 4], [1e300, -1, 1, 1, '']] }] }),
    ],
    ['files that are none', { type: 'change', sha: sha(90), files: [{ p: 1 }, null], la: 'many', ct: -1e300 }],
  ])('goes on after a line that holds %s', async (_, line) => {
    expect(await door.ask(line)).toBeDefined()
    expect(await door.ask(change(next++))).toHaveProperty('score')
  })

  it('answers every line that came before the end of its input, and ends well', async () => {
    const child = spawn(process.execPath, [DOOR], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.on('exit', (...how) => resolve(how)))
    child.stdin.end(Array.from({ length: 50 }, (_, n) => JSON.stringify(change(n))).join('\n'))
    const answers: string[] = []
    for await (const answer of createInterface({ input: child.stdout })) answers.push(answer)

    expect(answers.map((answer) => (JSON.parse(answer) as { sha: string }).sha)).toEqual(
      Array.from({ length: 50 }, (_, n) => sha(n)),
    )
    expect(await ended).toEqual([0, null])
  })

  it('ends well when it is told to, with every answer whole', async () => {
    const other = start()
    for (let n = 0; n < 5; n++) expect(await other.ask(change(n))).toHaveProperty('score')

    expect(await other.stop()).toEqual([0, null])
  })
})
