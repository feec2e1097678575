import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AnyMeshEvent, type Draft, draft } from '@heimgewebe/contracts'
import { bundle, eventually, kill, startProcess, TestMesh } from '@heimgewebe/testing'
import { answer } from './approvals-kit.js'

describe('heimgeist, killed while the head of a change fails', () => {
  let mesh: TestMesh
  let main: string
  let heimgeist: ChildProcess | undefined
  beforeAll(async () => {
    mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms', HEIMGEIST_FAILURE_WAIT: '1ms' })
    main = await bundle('heimgeist')
  })
  afterAll(async () => {
    await kill(heimgeist, 'SIGTERM')
    await mesh.stop()
    await rm(join(dirname(main), '..'), { recursive: true, force: true })
  })

  /** Places where the process ends by itself, as by a power cut: what it did by then is neither lost nor done again. */
  it.each([
    [1, 'consumer-after-commit'],
    [2, 'outbox-before-append'],
    [3, 'outbox-after-append'],
  ])('decides, asks and settles once (%i: killed at %s)', async (number, failpoint) => {
    const subject = `pr/acme/shop/${number}`
    const sha = String(number).repeat(40)
    const of = async () =>
      ((await mesh.events()) as AnyMeshEvent[]).filter(({ data }) => (data as { change?: string }).change === subject)
    const doomed = async (act: () => Promise<unknown>): Promise<void> => {
      await kill(heimgeist)
      await act()
      const armed = { HEIMGEWEBE_FAILPOINT: failpoint, HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true' }
      const dying = startProcess(main, { ...mesh.settings, ...armed })
      await eventually(() => dying.exitCode !== null || dying.signalCode !== null)
      heimgeist = startProcess(main, mesh.settings)
    }
    heimgeist ??= startProcess(main, mesh.settings)
    await doomed(() => mesh.append(...failed(subject, number, sha)))
    const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.change === subject)
    await doomed(() => mesh.appendAs('urn:heimgewebe:cli', answer(question, { option: 'give-up' })))
    await mesh.theOne('failure.settled.v1', ({ data }) => data.change === subject)
    await eventually(async () => (await of()).length >= 6)

    const said = (await of()).map(({ type, data }) => (type === 'decision.made.v1' ? data.chosen : type))
    expect(said.toSorted()).toEqual(
      ['approval.requested.v1', 'ask', 'failure.settled.v1', 'guard.finished.v1', 'settle', 'warn'].toSorted(),
    )
  })
})

/** A proposed change, and a guard that failed of its head. */
const failed = (subject: string, number: number, sha: string): Draft[] => [
  draft('pr.opened.v1', {
    subject,
    data: {
      repository: 'acme/shop',
      number,
      title: 'Refresh tokens',
      author: { name: 'Ada' },
      branch: 'feature',
      base_branch: 'main',
      head: sha,
      added: 1,
      deleted: 0,
      files_known: false,
      files: [],
    },
  }),
  draft('guard.finished.v1', {
    subject: `guard/${sha}`,
    data: {
      repository: 'acme/shop',
      change: subject,
      request: '01930000-0000-7000-8000-000000000001',
      guard: 'auth-tests',
      area: 'auth',
      sha,
      verdict: 'failed',
      reason: '1 test failed',
      exit_code: 1,
      duration_seconds: 1,
      protection: [],
    },
  }),
]
