import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TestMesh, TestService } from '@heimgewebe/testing'
import { serviceNames as names, startAll } from './all-services.js'

describe('every service', () => {
  let mesh: TestMesh
  let services: ReadonlyMap<string, TestService>

  beforeAll(async () => {
    ;({ mesh, services } = await startAll())
  })
  afterAll(() => mesh.stop())

  it.each(names)('%s boots with its real wiring and names its dependencies', async (name) => {
    const response = await services.get(name)!.fetch('/readyz', { headers: { authorization: '' } })
    const body = (await response.json()) as { status: string; checks: { name: string; ok: boolean }[] }
    expect(body.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(response.status).toBe(200)
    expect(body.checks.map((check) => check.name)).toEqual(expect.arrayContaining(['nats', 'postgres', 'log']))
  })

  it.each(names)('%s has metrics with names that Prometheus users expect', async (name) => {
    const text = await (await services.get(name)!.fetch('/metrics')).text()
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map((match) => ({ name: match[1]!, type: match[2]! }))
    expect(types.length).toBeGreaterThan(8)
    for (const { name: metric, type } of types) {
      expect(metric).toMatch(/^(heimgewebe|process)_[a-z0-9]+(_[a-z0-9]+)*$/)
      expect({ metric, total: metric.endsWith('_total') }).toEqual({ metric, total: type === 'counter' })
      expect(metric).not.toMatch(/_(ms|millis|minutes|kb|mb|percent)(_|$)/)
    }
    const helps = new Set([...text.matchAll(/^# HELP (\S+) \S.+$/gm)].map((match) => match[1]!))
    expect(types.filter((type) => !helps.has(type.name))).toEqual([])
  })
})
