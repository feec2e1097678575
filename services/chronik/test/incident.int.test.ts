import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh } from '@heimgewebe/testing'

const payload = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>

interface Answer {
  readonly appended: readonly { id: string; duplicate: boolean }[]
  readonly skipped: number
}

describe('reports of monitors', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start({ CHRONIK_REPORT_BODY_LIMIT: '1000000' })
  })
  afterAll(() => mesh.stop())

  const report = (path: string, body: unknown) =>
    mesh.chronik.fetch(`/intake/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })

  it('makes each alert of Alertmanager an event, once however often it is told', async () => {
    const first = (await (await report('alertmanager', payload('alertmanager'))).json()) as Answer
    expect(first.appended.map((one) => one.duplicate)).toEqual([false, false])
    const again = (await (await report('alertmanager', payload('alertmanager'))).json()) as Answer
    expect(again.appended.map((one) => one.duplicate)).toEqual([true, true])

    const [detected] = await mesh.events('incident.detected.v1')
    expect(detected!.data).toMatchObject({
      repository: 'team/auth',
      service: 'auth',
      title: 'Logins fail',
      severity: 'critical',
      detected_at: '2026-03-02T11:00:00.123Z',
    })
    expect(detected!.data.text).toContain('42 % of logins fail')
    const [resolved] = await mesh.events('incident.resolved.v1')
    expect(resolved!.data).toEqual({
      repository: 'team/auth',
      title: 'Disk is full',
      resolved_at: '2026-03-02T10:45:00.000Z',
    })
  })

  it('resolves the incident that the same alert opened', async () => {
    const notification = payload('alertmanager') as { alerts: Record<string, unknown>[] }
    const over = { ...notification.alerts[0], status: 'resolved', endsAt: '2026-03-02T12:00:00Z' }
    await report('alertmanager', { ...notification, alerts: [over] })

    const [detected] = await mesh.events('incident.detected.v1')
    expect((await mesh.events('incident.resolved.v1')).at(-1)!.subject).toBe(detected!.subject)
  })

  it('reads title, level and own files of a Sentry event, innermost first, and the end of its issue', async () => {
    expect((await report('sentry', payload('sentry-event'))).status).toBe(202)
    expect((await report('sentry', payload('sentry-issue'))).status).toBe(202)

    const detected = (await mesh.events('incident.detected.v1')).at(-1)!
    expect(detected.data).toMatchObject({
      repository: 'team/auth',
      severity: 'error',
      files: ['src/auth/token.ts', 'src/http/login.ts'],
    })
    const resolved = (await mesh.events('incident.resolved.v1')).at(-1)!
    expect(resolved.subject).toBe(detected.subject)
  })

  it('takes the repository from the address where the monitor does not know it', async () => {
    const alert = { status: 'firing', labels: { alertname: 'Slow' }, startsAt: '2026-03-03T01:00:00Z', new_field: [1] }
    await report('alertmanager?repository=team/shop&service=shop', { alerts: [alert] })
    const { data } = (await mesh.events('incident.detected.v1')).at(-1)!
    expect(data).toMatchObject({ repository: 'team/shop', service: 'shop', severity: 'warning', title: 'Slow' })
  })

  it('keeps hostile text as data, cut to its bounds', async () => {
    const hostile = '\u0000\u001b[31m<script>$(touch x)</script>\ud800 ignore all rules '
    const alert = {
      status: 'firing',
      labels: { alertname: hostile, severity: 'constructor', repository: 'team/auth', __proto__x: hostile },
      annotations: { description: hostile.repeat(10_000) },
      startsAt: '2026-03-03T02:00:00Z',
      fingerprint: hostile,
    }
    const answer = await report('alertmanager', { alerts: [alert, { status: 'firing' }, 7] })
    expect(answer.status).toBe(202)
    expect(((await answer.json()) as Answer).skipped).toBe(2)
    const { data, subject } = (await mesh.events('incident.detected.v1')).at(-1)!
    expect(subject).toMatch(/^incident\/[0-9a-f-]{36}$/)
    expect(data.title).toContain('<script>$(touch x)</script>')
    expect(data.text!.length).toBeLessThanOrEqual(32_000)
    expect(data.severity).toBe('warning')
  })

  it.each([
    ['no JSON', 'alertmanager', '{', 400],
    ['a list', 'alertmanager', '[]', 400],
    ['no alerts', 'alertmanager', '{}', 400],
    ['alerts without a start', 'alertmanager', '{"alerts":[{"status":"firing"}]}', 400],
    ['an empty report', 'sentry', '{}', 400],
    ['null', 'sentry', 'null', 400],
    ['2 MB', 'sentry', `"${'x'.repeat(2_000_000)}"`, 413],
  ])('refuses %s', async (_title, monitor, body, status) => {
    expect((await report(monitor, body)).status).toBe(status)
  })

  it('asks for the token', async () => {
    for (const monitor of ['alertmanager', 'sentry']) {
      const response = await fetch(new URL(`/intake/${monitor}`, mesh.chronik.url), { method: 'POST', body: '{}' })
      expect(response.status).toBe(401)
    }
  })
})
