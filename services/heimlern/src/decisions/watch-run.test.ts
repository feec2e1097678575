import { describe, expect, it } from '@jest/globals'
import { complete, violationOf } from '@heimgewebe/contracts'
import fc from 'fast-check'
import type { Observation } from './observation.js'
import type { Finding } from './tell-baseline.js'
import { type Series, watchRun } from './watch-run.js'

const SHOP = 'acme/shop'
const eventOf = (n: number): string => `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`

/** Feeds values one after another; gives for each what was told after it. */
const feed = (
  measure: Observation['measure'],
  values: readonly number[],
  isStored = true,
  resolution = 0,
): Finding[][] => {
  let series: Series | undefined
  return values.map((value, n) => {
    const run: Observation = {
      repository: SHOP,
      what: 'ci/build',
      measure,
      value,
      event: eventOf(n),
      sha: sha(n),
      resolution,
    }
    const { state, told } = watchRun(series, run)
    // As the store keeps it.
    series = isStored ? (JSON.parse(JSON.stringify(state)) as Series) : state
    return [...told]
  })
}
const sha = (n: number): string => n.toString(16).padStart(40, '0')
const anomalies = (told: Finding[][]) =>
  told.flatMap((findings, run) =>
    findings.flatMap((one) => (one.type === 'anomaly.found.v1' ? [{ run, ...one.data }] : [])),
  )
const moves = (told: Finding[][]) => told.flat().flatMap((one) => (one.type === 'baseline.moved.v1' ? [one.data] : []))

/** Seeded noise; a small generator, so that the stated rates are the same on every machine. */
const noise = (seed: number) => {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    /** Durations whose logarithm is normal with deviation 0.3: between 33 s and 109 s in 95 of 100 runs. */
    logNormal: () => 60 * Math.exp(0.3 * normal()),
    /** A tail so heavy that the deviation is infinite: one run in a hundred takes ten times the shortest. */
    pareto: () => 60 * uniform() ** (-1 / 2),
  }
}

describe('how long runs take', () => {
  const even = Array.from({ length: 30 }, (_, n) => 60 + (n % 7))

  it('says nothing before there are enough runs, then what is normal, once', () => {
    const told = feed('duration', even)

    expect(told.slice(0, 19).flat()).toEqual([])
    expect(moves(told)).toHaveLength(1)
    expect(moves(told)[0]).toMatchObject({ what: 'ci/build', runs: 20, unit: 's' })
    expect(moves(told)[0]?.median).toBeCloseTo(63, 0)
  })

  it('names the factor of a run that takes three times as long as usual, and keeps its contract', () => {
    const told = feed('duration', [...even, 189])
    const [anomaly] = anomalies(told)

    expect(anomaly).toMatchObject({ run: 30, measure: 'duration', value: 189, sha: sha(30) })
    expect(anomaly?.factor).toBeCloseTo(3, 1)
    for (const event of told.flat())
      expect(violationOf(complete(event, 'heimgewebe/heimlern', new Date(0)))).toBeUndefined()
  })

  it('finds one anomaly an outage, not one a run, and the next outage again', () => {
    const outage = [200, 210, 62, 190, 220]
    const told = feed('duration', [...even, ...outage, 60, 61, 62, 63, ...outage])

    expect(anomalies(told).map(({ run }) => run)).toEqual([30, 39])
  })

  it('takes ten runs in a row for the new normal, and tells it', () => {
    const told = feed('duration', [...even, ...Array.from({ length: 40 }, (_, n) => 200 + (n % 5))])

    expect(anomalies(told)).toHaveLength(1)
    expect(moves(told).map(({ median }) => Math.round(median / 10) * 10)).toEqual([60, 200])
  })

  it('sees a run that is over far too soon', () => {
    expect(anomalies(feed('duration', [...even, 3]))[0]?.factor).toBeLessThan(0.1)
  })

  it('takes a run that its host tells twice for one', () => {
    let series: Series | undefined
    const told = Array.from({ length: 40 }, (_, n) => {
      const run = String(Math.floor(n / 2))
      const seen = {
        repository: SHOP,
        what: 'ci/build',
        measure: 'duration',
        value: 60,
        event: eventOf(n),
        run,
      } as const
      const step = watchRun(series, seen)
      series = step.state
      return step.told
    })

    expect(moves(told.map((one) => [...one]))).toMatchObject([{ runs: 20 }])
    expect(told.findIndex((one) => one.length > 0)).toBe(38)
  })

  it('holds nothing for far outside that the clock of the host could make so', () => {
    const short = Array.from({ length: 40 }, () => 1)
    expect(anomalies(feed('duration', [...short, 3]))).toHaveLength(1)
    expect(anomalies(feed('duration', [...short, 3], true, 1))).toEqual([])
    expect(anomalies(feed('duration', [...short, 30], true, 1))).toMatchObject([{ factor: 30 }])
  })

  it('follows a slow drift without an alarm', () => {
    const slow = Array.from({ length: 600 }, (_, n) => (60 + (n % 7)) * (1 + n / 300))
    const told = feed('duration', slow, false)

    expect(anomalies(told)).toEqual([])
    expect(moves(told).length).toBeGreaterThan(2)
  })

  it('raises at most one false alarm in 2,000 runs of log-normal noise, and one in 300 runs of a tail without deviation', () => {
    let usual = 0
    let heavy = 0
    for (let seed = 1; seed <= 4; seed++) {
      const { logNormal, pareto } = noise(seed)
      usual += anomalies(feed('duration', Array.from({ length: 500 }, logNormal), false)).length
      heavy += anomalies(feed('duration', Array.from({ length: 500 }, pareto), false)).length
    }

    expect(usual).toBeLessThanOrEqual(2000 / 2000)
    expect(heavy).toBeLessThanOrEqual(2000 / 300)
  })

  it('comes to the same whatever the unit, and never to a number that is none', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { maxLength: 80 }), (values) => {
        const told = feed('duration', values)
        const scaled = feed(
          'duration',
          values.map((value) => value * 1024),
        )
        expect(anomalies(scaled).map(({ run }) => run)).toEqual(anomalies(told).map(({ run }) => run))
        for (const event of told.flat())
          expect(violationOf(complete(event, 'heimgewebe/heimlern', new Date(0)))).toBeUndefined()
      }),
      { numRuns: 100, seed: 7 },
    )
  })
})

describe('how often runs fail', () => {
  const calm = Array.from({ length: 60 }, (_, n) => (n % 15 === 0 ? 1 : 0))

  it('finds one anomaly where everything fails, and none more until it was well again', () => {
    const told = feed('failure_rate', [
      ...calm,
      ...Array<number>(20).fill(1),
      ...Array<number>(25).fill(0),
      1,
      1,
      1,
      1,
      1,
      1,
    ])
    const found = anomalies(told)

    expect(found).toHaveLength(2)
    expect(found[0]).toMatchObject({ measure: 'failure_rate', unit: 'share', value: 1 })
    expect(found[0]!.run).toBeLessThan(66)
    expect(found[0]!.factor).toBeGreaterThan(5)
    expect(found[1]!.run).toBeGreaterThan(100)
  })

  it('takes the same commit that fails again and again for one failure', () => {
    let series: Series | undefined
    const told: Finding[] = []
    for (const [n, value] of [...calm, ...Array<number>(20).fill(1)].entries()) {
      const at = sha(Math.min(n, 60))
      const run: Observation = {
        repository: SHOP,
        what: 'ci/build',
        measure: 'failure_rate',
        value,
        event: eventOf(n),
        sha: at,
      }
      const step = watchRun(series, run)
      series = step.state
      told.push(...step.told)
    }

    expect(told.filter(({ type }) => type === 'anomaly.found.v1')).toEqual([])
  })

  it.each([0.02, 0.1, 0.3, 0.5])(
    'raises at most one false alarm in 1,000 runs of which a share of %p fails',
    (share) => {
      let alarms = 0
      for (let seed = 1; seed <= 4; seed++) {
        const { uniform } = noise(seed)
        alarms += anomalies(
          feed(
            'failure_rate',
            Array.from({ length: 1000 }, () => (uniform() < share ? 1 : 0)),
            false,
          ),
        ).length
      }

      expect(alarms).toBeLessThanOrEqual(4)
    },
  )
})
