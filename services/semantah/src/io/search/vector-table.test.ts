import { describe, expect, it } from '@jest/globals'
import { spread, spreadLength } from './spread.js'
import { VectorTable } from './vector-table.js'

const SIZE = 128
/** Numbers from -0.5 to 0.5, the same for the same seed. */
const numbersFrom = (seed: number) => (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5
const random = numbersFrom(7)
const noise = (): Float32Array => Float32Array.from({ length: SIZE }, random)
const peaks = Float32Array.from({ length: SIZE }, (_, at) => (at % 26 === 0 ? 1 : 0))
const point = (subject: string, vector: Float32Array) => ({ subject, kind: '', repository: '', at: 0, vector })
const dot = (one: Float32Array, other: Float32Array): number => one.reduce((sum, own, at) => sum + own * other[at]!, 0)

describe('VectorTable', () => {
  it('finds short texts, which have few numbers that are not zero, among many long ones', () => {
    const table = new VectorTable(SIZE, 30)
    for (let n = 0; n < 600; n++) table.put(point(`long/${n}`, noise()))
    for (let n = 0; n < 5; n++) table.put(point(`short/${n}`, peaks))
    const question = noise().map((own, at) => own + peaks[at]! * 2)
    expect(table.near(question, {}, 5).map(({ subject }) => subject)).toEqual(
      Array.from({ length: 5 }, (_, n) => `short/${n}`),
    )
  })

  it('looks only among what a filter lets through, however far away that is', () => {
    const table = new VectorTable(SIZE, 10)
    for (let n = 0; n < 50; n++) table.put(point(`near/${n}`, peaks))
    table.put({ ...point('far', noise()), kind: 'incident' })
    expect(table.near(peaks, { kind: 'incident' }, 5).map(({ subject }) => subject)).toEqual(['far'])
  })
})

describe('spread', () => {
  it('keeps angles and lengths up to one factor, and leaves no number at zero', () => {
    const [one, other] = [noise(), peaks]
    const scale = spreadLength(SIZE)
    expect(dot(spread(one), spread(other)) / scale).toBeCloseTo(dot(one, other), 4)
    expect(spread(Float32Array.of(1, ...Array.from({ length: 99 }, () => 0))).every((number) => number !== 0)).toBe(
      true,
    )
  })

  it('takes vectors of any length', () => {
    expect([1, 32, 33, 768, 1536].map(spreadLength)).toEqual([32, 32, 64, 1024, 2048])
  })
})
