import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { proposed } from './approvals-kit.js'
import { verdict } from './given-events.js'

let mesh: TestMesh
let heimgeist: TestService
beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_MESSAGES_PER_DAY: '2', HEIMGEIST_LEVELS: 'acme/other=1' })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
  const judged = (repository: string, number: number) => {
    const change = `pr/${repository}/${number}`
    const { data } = verdict({ repository, change, sha: String(number).repeat(40) })
    return draft('risk.assessed.v1', { subject: change, time: '2026-03-01T10:00:00Z', data })
  }
  await mesh.append(...[1, 2, 3].map((number) => judged('acme/shop', number)), judged('acme/other', 1))
  await mesh.appendAs('heimgewebe/heimlern', { ...proposed('acme/shop', 'raw-sql'), time: '2026-03-01T11:00:00Z' })
  await mesh.settled()
})
afterAll(() => mesh.stop())

interface Replay {
  readonly decisions: number
  readonly different: number
  readonly chosen: Record<string, { was: number; would: number }>
  readonly differences: {
    readonly was: string
    readonly would: string
    readonly levels: number[]
    readonly repository: string
  }[]
}
const ask = (query: string): Promise<Replay> => heimgeist.json<Replay>(`/what-if?since=2026-02-01&${query}`)
const changes = ({ differences }: Replay): string[] =>
  differences.map(({ was, would, levels, repository }) => `${repository}: ${was} ${levels[0]} → ${would} ${levels[1]}`)

it('says what other levels would have decided, and what stays', async () => {
  const replay = await ask('level=3')

  expect(changes(replay)).toEqual([
    'acme/shop: record-only 2 → warn 3',
    'acme/other: record-only 1 → warn 3',
    'acme/shop: propose 2 → act 3',
  ])
  expect(replay).toMatchObject({ decisions: 9, different: 3, chosen: { 'request-guard': { was: 4, would: 4 } } })
  expect(changes(await ask('level=2&levels=acme/shop:change=0'))).toEqual([
    'acme/other: record-only 1 → warn 2',
    'acme/shop: propose 2 → record-only 0',
  ])
})

it('spends a budget as the other policy spends it', async () => {
  expect(changes(await ask('messages_per_day=3'))).toEqual(['acme/shop: record-only 2 → warn 2'])
  expect(changes(await ask('messages_per_day=1'))).toEqual(['acme/shop: warn 2 → record-only 2'])
})

it('finds nothing other under the policy that held, in another repository, or before it began', async () => {
  expect((await ask('level=2&levels=acme/other=1')).different).toBe(0)
  expect((await ask('level=0&repository=acme/nowhere')).decisions).toBe(0)
})

it.each(['', 'level=4', 'levels=nonsense', 'messages_per_day=-1', 'color=red', 'level=1&level=2'])(
  'refuses %j',
  async (query) => {
    expect((await heimgeist.fetch(`/what-if?since=2026-02-01&${query}`)).status).toBe(400)
  },
)

it('changes nothing', async () => {
  const before = await mesh.events('decision.made.v1')
  await ask('level=3')
  await mesh.settled()
  expect(await mesh.events('decision.made.v1')).toEqual(before)
})
