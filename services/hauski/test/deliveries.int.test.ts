import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  type ApprovalRequestedV1,
  type DeliveryFinishedV1,
  type Draft,
  type MeshEvent,
  draft,
  newId,
} from '@heimgewebe/contracts'
import { bundle, eventually, kill, startProcess, TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'

const SECRET = '/services/T00/B00/very-secret'

/** What the other side of a webhook heard, and what it answers: a status, or nothing at all. */
class OtherSide {
  readonly heard: { readonly path: string; readonly text: string }[] = []
  answers: (number | 'silence')[] = []
  private readonly server: Server = createServer((request, response) => void this.answer(request, response))

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${SECRET}`
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    this.heard.push({ path: request.url ?? '', text: (JSON.parse(body) as { text: string }).text })
    const status = this.answers.shift() ?? 200
    if (status !== 'silence') response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('ok')
  }
}

const question = (more: Partial<ApprovalRequestedV1> = {}): Draft => {
  const id = newId()
  return draft('approval.requested.v1', {
    id,
    subject: `approval/${id}`,
    data: {
      repository: 'acme/shop',
      about: newId(),
      title: `Is ${id} <!channel> fine?`,
      text: 'output of a run: password=hunter2',
      options: [{ id: 'give-up', label: 'Give it up' }],
      deadline: new Date(Date.now() + 3_600_000).toISOString(),
      reasons: [{ text: 'it failed & failed', events: [newId()] }],
      providers: ['web', 'cli', 'slack'],
      ...more,
    },
  })
}

let folder: string
let other: OtherSide
let settings: Record<string, string>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hauski-tell-'))
  other = new OtherSide()
  const address = await other.listen()
  const file = async (name: string, text: string, mode = 0o600) => {
    await writeFile(join(folder, name), text, { mode })
    return join(folder, name)
  }
  const own = await file('address', `${address}\n`)
  const open = await file('open', address, 0o644)
  settings = {
    HAUSKI_PROVIDERS: `slack=webhook:${own},strict=webhook:${own},shared=webhook:${open},gone=webhook:${join(folder, 'no')}`,
    HAUSKI_OWN_PROVIDERS: 'slack,shared,gone',
    HAUSKI_PAGE: 'https://mesh.example.org/',
    HAUSKI_DELIVERY_WAIT: '5ms',
    HAUSKI_DELIVERY_TIMEOUT: '2s',
    HAUSKI_DELIVERY_TRIES: '3',
  }
})
afterAll(async () => {
  other.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a provider', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start(settings)
    await mesh.boot((source) => AppModule.fromEnvironment(source))
  })
  afterAll(() => mesh.stop())

  /** What became of telling an event, one a provider. */
  const told = async (cause: Draft | MeshEvent, count = 1): Promise<DeliveryFinishedV1[]> => {
    for (;;) {
      const found = (await mesh.events('delivery.finished.v1')).filter(({ data }) => data.about === cause.id)
      if (found.length >= count) return found.map(({ data }) => data)
      await mesh.settled()
    }
  }
  const heardOf = ({ id }: Draft | MeshEvent) => other.heard.filter(({ text }) => text.includes(id!))

  it('is told once what is asked, with a link that carries no token and without what a run said', async () => {
    const asked = question()
    await mesh.append(asked)

    expect(await told(asked)).toMatchObject([{ kind: 'question', provider: 'slack', verdict: 'delivered', tries: 1 }])
    const [heard] = heardOf(asked)
    expect(heard!.path).toBe(SECRET)
    expect(heard!.text).toContain(`<https://mesh.example.org/?approval=${asked.id}>`)
    expect(heard!.text).toContain('&lt;!channel&gt;')
    expect(heard!.text).toContain('it failed &amp; failed')
    expect(heard!.text).not.toMatch(/hunter2|token/)
    await mesh.redeliverAll()
    expect(heardOf(asked)).toHaveLength(1)
  })

  it('is tried again while the other side says no, and a failure is an event', async () => {
    other.answers = [503, 429, 200]
    const late = question()
    await mesh.append(late)
    expect(await told(late)).toMatchObject([{ verdict: 'delivered', tries: 3 }])
    other.answers = [500, 500, 500]
    const never = question()
    await mesh.append(never)
    expect(await told(never)).toMatchObject([{ verdict: 'failed', reason: 'the other side answers 500', tries: 3 }])
    other.answers = [404]
    const gone = question()
    await mesh.append(gone)
    expect(await told(gone)).toMatchObject([{ verdict: 'failed', reason: 'the other side answers 404', tries: 1 }])
  })

  it('follows no redirect', async () => {
    other.answers = [302]
    const asked = question()
    await mesh.append(asked)

    expect(await told(asked)).toMatchObject([{ verdict: 'failed', reason: 'the other side answers 302' }])
  })

  it('is not told twice where no answer came', async () => {
    other.answers = ['silence']
    const asked = question()
    await mesh.append(asked)

    expect(await told(asked)).toMatchObject([{ verdict: 'unknown', tries: 1 }])
    expect(heardOf(asked)).toHaveLength(1)
  })

  it('in a private net is not spoken to unless it is configured as own; nor one whose file others may read', async () => {
    const asked = question({ providers: ['strict', 'shared', 'gone', 'nobody'] })
    await mesh.append(asked)
    const results = await told(asked, 4)

    expect(results.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'refused', 'refused'])
    const reasons = Object.fromEntries(results.map(({ provider, reason }) => [provider, reason]))
    expect(reasons['strict']).toBe('its address may not be spoken to')
    expect(reasons['shared']).toContain('may be read by others')
    expect(reasons['nobody']).toBe('no provider of this name is configured')
    expect(heardOf(asked)).toEqual([])
  })

  it('reminds of a question, wakes a person, and says nothing of what is over', async () => {
    const asked = question()
    const [event] = await mesh.append(asked)
    await told(asked)
    const reminder = { request: asked.id!, providers: ['web', 'slack'] }
    const [reminded] = await mesh.append(draft('approval.reminded.v1', { subject: event!.subject, data: reminder }))
    expect(await told(reminded!)).toMatchObject([{ kind: 'reminder', verdict: 'delivered', repository: 'acme/shop' }])
    expect(heardOf(asked).at(-1)!.text).toMatch(/^\*Reminder: /)

    const change = 'pr/acme/shop/42'
    const title = '#42 of acme/shop failed 3 times in a row'
    const data = { repository: 'acme/shop', change, kind: 'failures-in-a-row', failures: 3, title, decision: newId() }
    const [woken] = await mesh.append(
      draft('escalation.raised.v1', { subject: change, data: { ...data, events: [], providers: ['slack'] } }),
    )
    expect(await told(woken!)).toMatchObject([{ kind: 'escalation', verdict: 'delivered' }])
    expect(other.heard.at(-1)!.text).toContain(`<https://mesh.example.org/?change=${encodeURIComponent(change)}>`)

    const closed = { request: asked.id!, about: newId(), outcome: 'answered' as const }
    const [, again] = await mesh.append(
      draft('approval.closed.v1', { subject: event!.subject, data: closed }),
      draft('approval.reminded.v1', { subject: event!.subject, data: reminder }),
    )
    expect(await told(again!)).toMatchObject([{ verdict: 'refused', reason: 'the question is over' }])
    const past = question({ deadline: '2020-01-01T00:00:00Z' })
    await mesh.append(past)
    expect(await told(past)).toMatchObject([{ verdict: 'refused', reason: 'the time to answer is over' }])
  })

  it('tells nobody while the kill switch is thrown, and does once it is released', async () => {
    const thrown = (state: 'stopped' | 'released') =>
      mesh.append(draft('switch.thrown.v1', { subject: 'switch', data: { state, by: 'person/ada' } }))
    await thrown('stopped')
    const asked = question()
    await mesh.append(asked)
    await eventually(async () => (await mesh.events('delivery.started.v1')).some(({ data }) => data.about === asked.id))
    expect(heardOf(asked)).toEqual([])
    await thrown('released')

    expect(await told(asked)).toMatchObject([{ verdict: 'delivered' }])
  })

  it('keeps its address out of every event', async () => {
    expect(JSON.stringify(await mesh.events())).not.toContain('very-secret')
  })
})

describe('hauski, killed while it tells', () => {
  let mesh: TestMesh
  let main: string
  let hauski: ChildProcess | undefined
  beforeAll(async () => {
    mesh = await TestMesh.start({ ...settings, HAUSKI_DELIVERY_TIMEOUT: '60s' })
    main = await bundle('hauski')
  })
  afterAll(async () => {
    await kill(hauski, 'SIGTERM')
    await mesh.stop()
    await rm(join(dirname(main), '..'), { recursive: true, force: true })
  })

  it('tells nobody twice, says that nobody knows, and logs no address', async () => {
    other.answers = ['silence']
    hauski = startProcess(main, mesh.settings)
    const asked = question()
    await mesh.append(asked)
    await eventually(() => other.heard.some(({ text }) => text.includes(asked.id!)))
    await kill(hauski)
    const again = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...mesh.settings } })
    hauski = again
    let said = ''
    for (const stream of [again.stdout, again.stderr]) stream.on('data', (part) => (said += String(part)))
    const results = async () =>
      (await mesh.events('delivery.finished.v1')).filter(({ data }) => data.about === asked.id)
    await eventually(async () => (await results()).length > 0)
    const next = question({ providers: ['slack', 'strict'] })
    await mesh.append(next)
    await eventually(() => said.includes('question by strict: refused'))
    await eventually(() => other.heard.some(({ text }) => text.includes(next.id!)))

    expect((await results()).map(({ data }) => data.verdict)).toEqual(['unknown'])
    expect(other.heard.filter(({ text }) => text.includes(asked.id!))).toHaveLength(1)
    expect(said).not.toContain('very-secret')
  })
})
