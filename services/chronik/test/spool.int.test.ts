import { createHmac } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Door, eventually, TestMesh } from '@heimgewebe/testing'

const SECRET = 'a secret of this test'

describe('while Postgres is down', () => {
  let mesh: TestMesh
  let door: Door
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-spooled-'))
    await writeFile(join(folder, 'github'), SECRET)
    const { hostname, port } = new URL(process.env['HEIMGEWEBE_TEST_POSTGRES'] ?? '')
    door = await Door.before(hostname, Number(port))
    const settings = {
      CHRONIK_GITHUB_SECRET_FILE: join(folder, 'github'),
      CHRONIK_SPOOL_FOLDER: join(folder, 'spool'),
      CHRONIK_SPOOL_MIB: '1',
      CHRONIK_SPOOL_AFTER: '1s',
    }
    mesh = await TestMesh.start(settings, door)
  })
  afterAll(async () => {
    door.open()
    await mesh.stop()
    await door.close()
    await rm(folder, { recursive: true, force: true })
  })

  const deliver = (number: number, more: object = {}, secret = SECRET): Promise<Response> => {
    const body = JSON.stringify({ number, ...more })
    return mesh.chronik.fetch('/webhooks/github', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'spooled_event',
        'x-github-delivery': crypto.randomUUID(),
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    })
  }
  const numbers = async (): Promise<unknown[]> =>
    (await mesh.events('webhook.received.v1')).map(({ data }) => (data.payload as { number?: number }).number)
  const spool = async (): Promise<string | undefined> => {
    const { checks } = await mesh.chronik
      .json<{ checks: { name: string; detail?: string }[] }>('/readyz')
      .catch(() => ({ checks: [] }))
    return checks.find(({ name }) => name === 'spool')?.detail
  }
  const drained = (): Promise<boolean> => eventually(async () => (await spool()) === '0 waiting', spool)

  it('answers deliveries with 202 when they are on disk, and brings them into the log in their order when it is back', async () => {
    expect((await deliver(1)).status).toBe(202)
    door.shut()
    for (const number of [2, 3, 4]) {
      const response = await deliver(number)
      expect([response.status, await response.json()]).toEqual([202, { spooled: true }])
    }
    expect((await deliver(5, {}, 'other')).status).toBe(401)
    door.open()
    await drained()

    expect(await numbers()).toEqual([1, 2, 3, 4])
  })

  it('knows a delivery that it had spooled when it comes again under another id, and raises no alarm over it', async () => {
    expect(await (await deliver(3)).json()).toMatchObject({ known: true })
    expect(await (await mesh.chronik.fetch('/metrics')).text()).toMatch(/^heimgewebe_id_clashes_total\{.*\} 0$/m)
  })

  it('brings many into the log in their order, and each once that was sent twice', async () => {
    const before = (await numbers()).length
    door.shut()
    // One after the other: the order is that in which they were answered.
    for (let number = 1000; number < 1060; number++) expect((await deliver(number)).status).toBe(202)
    for (let number = 1000; number < 1060; number += 2) expect((await deliver(number)).status).toBe(202)
    door.open()
    await drained()

    expect((await numbers()).slice(before)).toEqual(Array.from({ length: 60 }, (_, index) => 1000 + index))
  })

  it('keeps what waits over a restart of chronik, also one after a kill', async () => {
    door.shut()
    const responses = await Promise.all([10, 11, 12].map((number) => deliver(number)))
    expect(responses.map(({ status }) => status)).toEqual([202, 202, 202])
    await mesh.chronik.restart(() => {
      door.open()
      return Promise.resolve()
    })
    await drained()

    expect((await numbers()).slice(-3).sort()).toEqual([10, 11, 12])
    expect(await numbers()).toHaveLength(67)
  })

  it('spools reports of monitors too, and refuses at once what it does not understand', async () => {
    door.shut()
    const report = (body: object): Promise<Response> =>
      mesh.chronik.fetch('/intake/alertmanager', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    const alert = { status: 'firing', labels: { alertname: 'Logins fail' }, startsAt: '2026-03-02T11:00:00Z' }
    const taken = await report({ alerts: [alert] })
    expect([taken.status, await taken.json()]).toEqual([202, { appended: [], skipped: 0, spooled: true }])
    expect((await report({ nothing: true })).status).toBe(400)
    door.open()
    await drained()

    expect((await mesh.events('incident.detected.v1')).map(({ data }) => data.title)).toEqual(['Logins fail'])
  })

  it('answers 503 with Retry-After when nothing can be written any more, and stores nothing of it', async () => {
    const before = (await mesh.events()).length
    door.shut()
    const responses: Response[] = []
    for (let number = 100; number < 104; number++) responses.push(await deliver(number, { text: 'x'.repeat(400_000) }))
    expect(responses.map(({ status }) => status)).toEqual([202, 202, 503, 503])
    expect(responses.at(-1)!.headers.get('retry-after')).toBe('5')
    door.open()
    await drained()

    expect(await mesh.events()).toHaveLength(before + 2)
  })
})
