import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { bundle, eventually, kill, startProcess, TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, policy, proposed, questionFor } from './approvals-kit.js'

describe('a question that nobody answers', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start({
      HEIMGEIST_CLOCK: '20ms',
      HEIMGEIST_REMIND_AFTER: '50ms',
      HEIMGEIST_APPROVAL_TIME: '400ms',
    })
    await mesh.boot((source) => AppModule.fromEnvironment(source))
  })
  afterAll(() => mesh.stop())

  it('is brought to mind once, then closed, and a late yes does nothing', async () => {
    const question = await questionFor(mesh, proposed('acme/shop', 'late'))
    const closed = await mesh.theOne('approval.closed.v1', ({ data }) => data.request === question.id)
    await mesh.appendAs('urn:heimgewebe:cli', answer(question, {}, question.data.deadline), answer(question))
    await mesh.settled()

    expect(closed.data).toMatchObject({ outcome: 'expired', reason: `nobody answered until ${question.data.deadline}` })
    expect(Date.parse(closed.time)).toBeGreaterThan(Date.parse(question.data.deadline))
    const reminded = (await mesh.events('approval.reminded.v1')).filter(({ data }) => data.request === question.id)
    expect(reminded).toHaveLength(1)
    expect(await mesh.events('action.requested.v1')).toEqual([])
  })

  it('does not count an answer that was given after its deadline, though the clock has not told it yet', async () => {
    const question = await questionFor(mesh, policy('acme/shop', 'too-late'))
    await mesh.appendAs('urn:heimgewebe:cli', answer(question, {}, '2099-01-01T00:00:00Z'))
    await mesh.settled()

    const closed = (await mesh.events('approval.closed.v1')).filter(({ data }) => data.request === question.id)
    expect(closed.map(({ data }) => data.outcome)).toEqual(['expired'])
    expect(await mesh.events('rule.enacted.v1')).toEqual([])
  })
})

describe('heimgeist, killed between the yes and the act', () => {
  let mesh: TestMesh
  let main: string
  let heimgeist: ChildProcess | undefined
  beforeAll(async () => {
    mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms' })
    main = await bundle('heimgeist')
  })
  afterAll(async () => {
    await kill(heimgeist, 'SIGTERM')
    await mesh.stop()
    await rm(join(dirname(main), '..'), { recursive: true, force: true })
  })

  /** Places where the process ends by itself, as by a power cut, when it comes by: before and after the append. */
  it.each(['consumer-after-commit', 'outbox-before-append', 'outbox-after-append'])(
    'asks, answers and acts once, killed at %s',
    async (failpoint) => {
      heimgeist ??= startProcess(main, mesh.settings)
      const question = await questionFor(mesh, proposed('acme/shop', failpoint))
      await kill(heimgeist)
      const [yes] = await mesh.appendAs('urn:heimgewebe:cli', answer(question))
      const armed = { HEIMGEWEBE_FAILPOINT: failpoint, HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true' }
      const doomed = startProcess(main, { ...mesh.settings, ...armed })
      await eventually(() => doomed.exitCode !== null || doomed.signalCode !== null)
      heimgeist = startProcess(main, mesh.settings)
      // It answers something else as well, so it has had its chance to do the old one again.
      await questionFor(mesh, policy('acme/shop', `after-${failpoint}`))

      const about = [
        ...(await mesh.events('approval.requested.v1')),
        ...(await mesh.events('approval.closed.v1')),
        ...(await mesh.events('action.requested.v1')),
      ].filter(({ id, data }) =>
        [id, ...Object.values(data)].some((value) => value === question.id || value === yes!.id),
      )
      expect(about.map(({ type }) => type)).toEqual([
        'approval.requested.v1',
        'approval.closed.v1',
        'action.requested.v1',
      ])
    },
  )
})
