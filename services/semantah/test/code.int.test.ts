import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft, type EventData } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { Graph } from '../src/io/graph.js'
import type { Dependents } from '../src/io/questions/dependents.js'

const repository = 'acme/shop'
const sha = (n: number): string => n.toString(16).padStart(40, '0')
const hour = (n: number): string => new Date(Date.UTC(2026, 2, 1, n)).toISOString()
type File = EventData['code.indexed.v1']['files'][number]

const indexed = (n: number, files: readonly File[], removed?: string[]): Draft =>
  draft('code.indexed.v1', {
    subject: `code/${repository}`,
    time: hour(n),
    data: { repository, sha: sha(n), part: 1, parts: 1, files: [...files], ...(removed ? { removed } : {}) },
  })
const file = (path: string, symbols: [string, number, number][], links: File['links'] = []): File => ({
  path,
  language: 'typescript',
  whole: true,
  symbols: symbols.map(([name, from, to]) => ({ name, kind: 'function' as const, from, to })),
  links,
})
const opened = (n: number, path: string, hunks: [number, number, number, number, string][]): Draft =>
  draft('pr.opened.v1', {
    subject: `pr/${repository}/${n}`,
    time: hour(n),
    data: {
      repository,
      number: n,
      branch: 'b',
      base_branch: 'main',
      head: sha(n),
      title: 'a change',
      author: { name: 'Ada' },
      added: 1,
      deleted: 1,
      files_known: true,
      files: [{ path, status: 'modified', added: 1, deleted: 1, hunks }],
    },
  })

describe('the code in the graph', () => {
  let mesh: TestMesh
  let semantah: TestService
  beforeAll(async () => {
    mesh = await TestMesh.start()
    semantah = await mesh.boot((source) => AppModule.fromEnvironment(source))
    const uses = (from: string): File['links'][number] => ({
      kind: 'call',
      from,
      path: 'src/sum.ts',
      name: 'sum',
      confidence: 0.9,
    })
    await mesh.append(
      indexed(1, [
        file('src/sum.ts', [
          ['sum', 1, 5],
          ['other', 7, 9],
        ]),
        file(
          'src/cart.ts',
          [['Cart.total', 3, 8]],
          [{ kind: 'import', path: 'src/sum.ts', confidence: 1 }, uses('Cart.total')],
        ),
        file(
          'src/page.ts',
          [['show', 1, 4]],
          [{ kind: 'call', from: 'show', path: 'src/cart.ts', name: 'Cart.total', confidence: 0.5 }],
        ),
      ]),
      opened(7, 'src/sum.ts', [[3, 1, 3, 1, '']]),
      opened(8, 'src/sum.ts', [[6, 1, 6, 1, '']]),
    )
    await mesh.settled()
  })
  afterAll(() => mesh.stop())

  const dependents = async (about: string, more = ''): Promise<[string, number][]> => {
    const answer = await semantah.json<Dependents>(`/graph/dependents?about=${encodeURIComponent(about)}${more}`)
    return answer.dependents.map(({ distance, symbol }) => [symbol.id.replace(`/${repository}/`, ' '), distance])
  }
  const sum = `function/${repository}/src/sum.ts#sum`

  it('names the callers of a function: exactly them', async () => {
    expect(await dependents(sum)).toEqual([['function src/cart.ts#Cart.total', 1]])
    expect(await dependents(sum, '&depth=2')).toEqual([
      ['function src/cart.ts#Cart.total', 1],
      ['function src/page.ts#show', 2],
    ])
  })

  it('links a change to the functions under its lines, and to what depends on them', async () => {
    expect(await dependents(`pr/${repository}/7`)).toEqual([
      ['function src/sum.ts#sum', 0],
      ['function src/cart.ts#Cart.total', 1],
    ])
    expect(await dependents(`pr/${repository}/8`)).toEqual([])
  })

  it('rests on the event that read the code', async () => {
    const answer = await semantah.json<Dependents>(`/graph/dependents?about=${encodeURIComponent(sum)}`)

    expect(answer.dependents[0]!.because).toMatchObject({
      type: 'calls',
      confidence: 0.9,
      event: { type: 'code.indexed.v1' },
    })
  })

  it('forgets what the code no longer says, and remembers it of a past moment', async () => {
    await mesh.append(indexed(20, [file('src/cart.ts', [['Cart.total', 3, 8]])], ['src/page.ts']))
    await mesh.settled()

    expect(await dependents(sum)).toEqual([])
    expect(await dependents(sum, `&at=${hour(10)}`)).toEqual([['function src/cart.ts#Cart.total', 1]])
  })

  it('finds the lines of a function where the code was read last', async () => {
    await mesh.append(
      indexed(30, [file('src/sum.ts', [['sum', 101, 105]])]),
      opened(31, 'src/sum.ts', [[103, 1, 103, 1, '']]),
    )
    await mesh.settled()

    expect(await dependents(`pr/${repository}/31`)).toEqual([['function src/sum.ts#sum', 0]])
  })

  it('is the same when the whole log is delivered again', async () => {
    const digest = (): Promise<string> => semantah.get<Graph>(Graph as never).digest()
    const before = await digest()
    await mesh.redeliverAll()

    expect(await digest()).toBe(before)
  })

  it.each(['', 'function/acme/shop/none#x', 'x'.repeat(5000)])('answers %j with a reason', async (about) => {
    const { status } = await semantah.fetch(`/graph/dependents?about=${encodeURIComponent(about)}`)

    expect([400, 404]).toContain(status)
  })
})
