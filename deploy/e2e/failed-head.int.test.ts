import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type ApprovalRequestedV1, type MeshEvent, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { moduleOf } from './all-services.js'

const REPOSITORY = 'acme/shop'
const CHANGE = `pr/${REPOSITORY}/7`

/** heimgeist, hauski and leitstand as they run in production, and a webhook that somebody reads. */
describe('a head that fails', () => {
  let mesh: TestMesh
  let leitstand: TestService
  let folder: string
  let chat: Server
  const heard: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-failed-'))
    chat = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (part: string) => heard.push(part))
      request.on('end', () => response.end('ok'))
    })
    await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve))
    const address = join(folder, 'address')
    await writeFile(address, `http://127.0.0.1:${(chat.address() as AddressInfo).port}/secret`, { mode: 0o600 })
    mesh = await TestMesh.start({
      HEIMGEIST_CLOCK: '20ms',
      HEIMGEIST_FAILURE_WAIT: '1ms',
      HEIMGEIST_ESCALATE_AFTER: '2',
      HEIMGEIST_PROVIDERS: 'web,cli,chat',
      HAUSKI_PROVIDERS: `chat=webhook:${address}`,
      HAUSKI_OWN_PROVIDERS: 'chat',
    })
    const owners = [`chronik=${mesh.chronik.url}`]
    for (const name of ['heimgeist', 'hauski']) owners.push(`${name}=${(await boot(name)).url}`)
    leitstand = await boot('leitstand', { LEITSTAND_SERVICES: owners.join(',') })
  })
  afterAll(async () => {
    await mesh.stop()
    chat.close()
    await rm(folder, { recursive: true, force: true })
  })

  const boot = async (name: string, more: NodeJS.ProcessEnv = {}): Promise<TestService> => {
    return mesh.boot(await moduleOf(name), more)
  }
  const fails = async (
    sha: string,
    type: 'pr.opened.v1' | 'pr.updated.v1',
  ): Promise<MeshEvent<'approval.requested.v1'>> => {
    const size = { added: 1, deleted: 0, files_known: false, files: [] }
    const proposal = {
      number: 7,
      title: 'Refresh tokens',
      author: { name: 'Ada' },
      branch: 'refresh',
      base_branch: 'main',
    }
    const result = {
      number: 7,
      sha,
      pipeline: 'test',
      outcome: 'failure' as const,
      finished_at: new Date().toISOString(),
    }
    const failures = [{ name: 'login works', message: 'Error: password=hunter2 was refused' }]
    await mesh.append(
      draft(type, { subject: CHANGE, data: { repository: REPOSITORY, head: sha, ...proposal, ...size } }),
      draft('ci.result.v1', {
        subject: `ci/${REPOSITORY}/${sha}`,
        data: { repository: REPOSITORY, ...result, failures },
      }),
    )
    return mesh.theOne('approval.requested.v1', ({ data }) => data.report?.sha === sha)
  }

  it('is told by the webhook, shown with its report, answered on the page, and wakes a person when it goes on', async () => {
    const asked = await fails('a'.repeat(40), 'pr.opened.v1')
    const told = await mesh.theOne('delivery.finished.v1', ({ data }) => data.about === asked.id)
    expect(told.data).toMatchObject({ kind: 'question', provider: 'chat', verdict: 'delivered' })
    const message = heard.find((text) => text.includes(asked.id))!
    expect(message).toContain('#7 of acme/shop failed at aaaaaaaaaa')
    expect(message).not.toContain('hunter2')

    const { approvals } = await leitstand.json<{ approvals: (ApprovalRequestedV1 & { request: string })[] }>(
      '/api/approvals',
    )
    const shown = approvals.find(({ request }) => request === asked.id)!
    expect(shown.report?.runs[0]?.tests[0]?.output).toBe('Error: password=hunter2 was refused')
    const answered = await leitstand.fetch(`/api/approvals/${asked.id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        option: 'develop-anew',
        content_sha256: shown.content_sha256,
        note: 'keep the old token',
      }),
    })
    expect(answered.status).toBe(202)
    const settled = await mesh.theOne('failure.settled.v1', ({ data }) => data.request === asked.id)
    expect(settled.data).toMatchObject({ state: 'develop_anew', hints: 'keep the old token' })

    await fails('b'.repeat(40), 'pr.updated.v1')
    const woken = await mesh.theOne('escalation.raised.v1', ({ data }) => data.change === CHANGE)
    const wakened = await mesh.theOne('delivery.finished.v1', ({ data }) => data.about === woken.id)
    expect(wakened.data).toMatchObject({ kind: 'escalation', verdict: 'delivered' })
    // The page reads the log beside the others, and may be a moment behind them.
    await mesh.settled()
    const timeline = await leitstand.json<{ timeline: { type: string }[] }>(`/api/changes/${CHANGE}`)
    expect(timeline.timeline.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['escalation.raised.v1', 'failure.settled.v1', 'approval.requested.v1']),
    )
  })
})
