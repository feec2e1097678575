import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { SHOP, dayOf, sha } from './given-events.js'

/** A repository whose host tells the parts of its runs. */
const PHASED = 'acme/phased'

let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start()
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const ran = (n: number, seconds: number): Draft =>
  draft('ci.result.v1', {
    subject: `ci/${SHOP}/${sha(n)}`,
    data: {
      repository: SHOP,
      sha: sha(n),
      pipeline: 'build',
      outcome: 'success',
      duration_seconds: seconds,
      finished_at: dayOf(n),
    },
  })

describe('what is normal for a pipeline', () => {
  it('is learned from its runs, and a run of three times the usual is told with its factor, once', async () => {
    await mesh.append(...Array.from({ length: 25 }, (_, n) => ran(n + 1, 60 + (n % 5))))
    const [slow] = await mesh.append(ran(26, 186), ran(27, 190), ran(28, 200))
    await mesh.settled()

    const moved = (await mesh.events('baseline.moved.v1')).map(({ data }) => data)
    const found = await mesh.events('anomaly.found.v1')
    expect(moved.map(({ measure, runs }) => `${measure} ${runs}`).sort()).toEqual(['duration 20', 'failure_rate 20'])
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      causationid: slow?.id,
      data: { what: 'ci/build', measure: 'duration', unit: 's' },
    })
    expect(found[0]?.data.factor).toBeCloseTo(3, 1)
    expect(found[0]?.data.events[0]).toBe(slow?.id)
  })

  it('is learned for each phase of a run as well, and a phase of three times the usual is told by its name', async () => {
    const phases = (n: number, testing: number): Draft => {
      const run = ran(n, 100)
      const steps = [
        { name: 'checkout', outcome: 'success', duration_seconds: 2 },
        { name: 'test', outcome: 'success', duration_seconds: testing / 2 },
        { name: 'test', outcome: 'success', duration_seconds: testing / 2 },
      ] as const
      return { ...run, data: { ...run.data, repository: PHASED, pipeline: 'job', phases: [...steps] } } as Draft
    }
    await mesh.append(...Array.from({ length: 25 }, (_, n) => phases(n + 1, 80 + (n % 5))))
    const [slow] = await mesh.append(phases(26, 246))
    await mesh.settled()

    const { baselines } = await service.json<{ baselines: { what: string; measure: string; normal: object }[] }>(
      `/baselines?repository=${PHASED}`,
    )
    expect(baselines.map(({ what, measure }) => `${what} ${measure}`)).toEqual([
      ...['ci/job duration', 'ci/job failure_rate', 'phase/job/checkout duration', 'phase/job/checkout failure_rate'],
      ...['phase/job/test duration', 'phase/job/test failure_rate'],
    ])
    expect(baselines[4]?.normal).toMatchObject({ median: expect.closeTo(82, 0) })
    const found = (await mesh.events('anomaly.found.v1')).filter(({ data }) => data.repository === PHASED)
    expect(found).toMatchObject([{ causationid: slow?.id, data: { what: 'phase/job/test', value: 246 } }])
    expect(found[0]?.data.factor).toBeCloseTo(3, 1)
  })

  it('is shown, and stays the same when everything is delivered once more or read anew', async () => {
    const shown = await service.json<{ baselines: { measure: string; anomaly: unknown }[] }>(
      `/baselines?repository=${SHOP}`,
    )
    const before = await mesh.events()
    await mesh.redeliverAll()
    await service.restart()

    expect(shown.baselines).toMatchObject([
      { what: 'ci/build', measure: 'duration', normal: { runs: 20 }, anomaly: { value: 186 }, outside: true },
      { what: 'ci/build', measure: 'failure_rate', anomaly: null, outside: false },
    ])
    expect(await mesh.events()).toEqual(before)
    expect(await service.json(`/baselines?repository=${SHOP}`)).toEqual(shown)
    expect((await service.fetch('/baselines?repository=a&repository=b')).status).toBe(400)
  })
})
