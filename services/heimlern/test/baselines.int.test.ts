import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { SHOP, dayOf, sha } from './given-events.js'

let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start()
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
}, 60_000)
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
