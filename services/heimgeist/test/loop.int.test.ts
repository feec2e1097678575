import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { awaitAllCallbacks } from '@langchain/core/callbacks/promises'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, carriedOut, proposed, questionFor, say } from './approvals-kit.js'
import { readAnew } from './read-anew.js'

interface Told {
  readonly stages: readonly { readonly stage: string; readonly event: string }[]
  readonly waits_for: readonly string[]
}

describe('the loop of a matter', () => {
  let mesh: TestMesh
  let heimgeist: TestService
  beforeAll(async () => {
    mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms' })
    heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
  })
  afterAll(() => mesh.stop())

  const told = async (about: string): Promise<string> => {
    const { stages, waits_for: waits } = await heimgeist.json<Told>(`/matters/${about}`)
    return `${stages.map(({ stage }) => stage).join(' ')} | ${waits.join(' ')}`
  }

  it('goes through every stage, waits for people and acts, and outlives a restart while it waits', async () => {
    const question = await questionFor(mesh, proposed('acme/shop', 'stages'))
    const { about } = question.data
    expect(await told(about)).toBe('observe assess decide | answer')
    await heimgeist.restart()
    const [yes] = await say(mesh, answer(question))
    expect(await told(about)).toBe('observe assess decide answer act | result')
    await heimgeist.restart()
    const request = await mesh.theOne('action.requested.v1', ({ data }) => data.approval === yes!.id)
    const [done] = await say(mesh, carriedOut(request, 'done'))
    expect(await told(about)).toBe('observe assess decide answer act result reflect | ')

    const reflection = await mesh.theOne(
      'insight.raised.v1',
      ({ correlationid }) => correlationid === question.correlationid,
    )
    expect(reflection.data).toMatchObject({ kind: 'decision_quality', repository: 'acme/shop', confidence: 1 })
    expect(reflection.data.statement).toContain('person/ada allowed it, and the act ended as done')
    expect(reflection.data.events).toEqual([about, yes!.id, done!.id])
  })

  it('is where it was after its read model was made anew from the log, and goes on from there', async () => {
    const question = await questionFor(mesh, proposed('acme/shop', 'anew'))
    const rows = async () => [
      await mesh.query('select about, state, request, action, deadline from heimgeist.wish order by about'),
      await mesh.query('select name, at::text from heimgeist.alarm order by name'),
    ]
    const before = [await rows(), (await mesh.events()).length]
    await readAnew(mesh, heimgeist)

    expect([await rows(), (await mesh.events()).length]).toEqual(before)
    const [yes] = await say(mesh, answer(question))
    const requests = (await mesh.events('action.requested.v1')).filter(({ data }) => data.approval === yes!.id)
    expect(requests).toHaveLength(1)
  })

  it('tells nobody outside of a matter, whatever the environment says', async () => {
    let told = 0
    const trap = createServer((_request, response) => {
      told++
      response.end('{}')
    })
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    const { port } = trap.address() as AddressInfo
    for (const name of ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING', 'LANGCHAIN_TRACING_V2'])
      process.env[name] = 'true'
    Object.assign(process.env, { LANGSMITH_ENDPOINT: `http://127.0.0.1:${port}`, LANGSMITH_API_KEY: 'none' })
    await heimgeist.restart()
    const question = await questionFor(mesh, proposed('acme/shop', 'told'))
    await say(mesh, answer(question))
    await awaitAllCallbacks()
    await new Promise((resolve) => trap.close(resolve))

    expect(told).toBe(0)
  })

  it('knows nothing of a matter that never was', async () => {
    expect((await heimgeist.fetch('/matters/018f2b5c-7a00-7000-8000-000000000001')).status).toBe(404)
  })
})
