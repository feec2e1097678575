import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { Point, Space, VectorStore } from '../src/io/search/vector-store.js'

const space: Space = { provider: 'one', dimension: 4 }
const day = (n: number): number => Date.UTC(2026, 0, n)
const point = (subject: string, vector: number[], more: Partial<Point> = {}): Point => {
  const length = Math.hypot(...vector) || 1
  return {
    subject,
    kind: 'change',
    repository: 'acme/shop',
    at: day(1),
    text: subject,
    ...more,
    vector: Float32Array.from(vector, (one) => one / length),
  }
}
const east = Float32Array.of(1, 0, 0, 0)

/** What every store of vectors must do, whatever it is made of. `open` gives an empty one. */
export const vectorCompliance = (open: () => Promise<{ store: VectorStore; close: () => Promise<void> }>): void => {
  let store: VectorStore
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ store, close } = await open())
  })
  afterEach(() => close())
  const near = async (filter = {}, limit = 10, asked = east): Promise<string[]> =>
    (await store.near(space, asked, filter, limit)).map(({ subject }) => subject)

  it('finds the nearest first, equals by subject, no more than are asked for', async () => {
    await store.put(space, [
      point('change/c', [1, 1, 0, 0]),
      point('change/b', [1, 1, 0, 0]),
      point('change/a', [9, 1, 0, 0]),
      point('change/d', [-1, 0, 0, 0]),
    ])
    expect(await near()).toEqual(['change/a', 'change/b', 'change/c', 'change/d'])
    expect(await near({}, 2)).toEqual(['change/a', 'change/b'])
    const [first] = await store.near(space, Float32Array.of(9, 1, 0, 0), {}, 1)
    expect(first!.score).toBeCloseTo(1, 2)
  })

  it('lets through what a filter asks for', async () => {
    await store.put(space, [
      point('change/1', [1, 0, 0, 0]),
      point('issue/2', [1, 0, 0, 1], { kind: 'issue', at: day(2) }),
      point('issue/3', [1, 0, 1, 1], { kind: 'issue', at: day(3), repository: 'acme/"odd" \' name' }),
    ])
    expect(await near({ kind: 'issue' })).toEqual(['issue/2', 'issue/3'])
    expect(await near({ repository: 'acme/"odd" \' name' })).toEqual(['issue/3'])
    expect(await near({ since: day(2) })).toEqual(['issue/2', 'issue/3'])
    expect(await near({ since: day(2), until: day(3) })).toEqual(['issue/2'])
    expect(await near({ except: 'change/1' })).toEqual(['issue/2', 'issue/3'])
    expect(await near({ kind: 'incident' })).toEqual([])
  })

  it('replaces the vector of a subject, and changes nothing when it comes again', async () => {
    await store.put(space, [point('a', [0, 1, 0, 0]), point('b', [1, 1, 0, 0])])
    await store.put(space, [point('a', [1, 0, 0, 0])])
    await store.put(space, [point('a', [1, 0, 0, 0])])
    expect([await near(), await store.count(space)]).toEqual([['a', 'b'], 2])
  })

  it('gives back the vectors it was given', async () => {
    await store.put(space, [point('a', [3, 4, 0, 0])])
    const found = await store.vectorsOf(space, ['a', 'unknown'])
    expect([...found.keys()]).toEqual(['a'])
    expect([...found.get('a')!].map((one) => Math.round(one * 100) / 100)).toEqual([0.6, 0.8, 0, 0])
  })

  it('refuses vectors of the wrong size, whole batches of them, and questions', async () => {
    const wrong = [point('a', [1, 0, 0, 0]), point('b', [1, 0, 0])]
    await expect(store.put(space, wrong)).rejects.toMatchObject({ code: 'dimension' })
    expect(await store.count(space)).toBe(0)
    await expect(store.near(space, Float32Array.of(1), {}, 1)).rejects.toMatchObject({ code: 'dimension' })
  })

  it('never mixes providers or dimensions', async () => {
    const spaces: Space[] = [space, { provider: 'two', dimension: 4 }, { provider: 'one', dimension: 3 }]
    for (const one of spaces)
      await store.put(one, [
        point(
          `of ${one.provider} ${one.dimension}`,
          Array.from({ length: one.dimension }, () => 1),
        ),
      ])
    expect(await near()).toEqual(['of one 4'])
    await store.drop(space)
    expect(await Promise.all(spaces.map((one) => store.count(one)))).toEqual([0, 1, 1])
    expect(await near()).toEqual([])
  })

  it('answers about a space that it does not know', async () => {
    const unknown = { provider: 'nobody', dimension: 4 }
    expect(await store.near(unknown, east, {}, 3)).toEqual([])
    expect([await store.count(unknown), (await store.vectorsOf(unknown, ['a'])).size]).toEqual([0, 0])
    await store.drop(unknown)
  })

  it('finds short texts, which have few numbers that are not zero, among thousands of long ones', async () => {
    const wide = { provider: 'wide', dimension: 128 }
    let seed = 7
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5
    const noise = (size: number): number[] => Array.from({ length: 128 }, () => size * random())
    const peaks = (size: number): number[] => Array.from({ length: 128 }, (_, at) => (at % 13 === 0 ? size : 0))
    const long = Array.from({ length: 3000 }, (_, n) => point(`long/${n}`, noise(1)))
    const short = Array.from({ length: 10 }, (_, n) => point(`short/${n}`, peaks(1)))
    const points = [...long, ...short]
    for (let at = 0; at < points.length; at += 1000) await store.put(wide, points.slice(at, at + 1000))
    const both = noise(1).map((one, at) => one + peaks(1)[at]!)
    const found = await store.near(wide, point('question', both).vector, {}, 10)
    expect(found.map(({ subject }) => subject)).toEqual(short.map(({ subject }) => subject))
  })
}
