import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DynamicModule } from '@nestjs/common'
import { TestMesh, type TestService } from '@heimgewebe/testing'

const SERVICES = join(import.meta.dirname, '../../services')
const names = readdirSync(SERVICES).sort((a, b) => Number(b === 'chronik') - Number(a === 'chronik'))

/** Routes that need no token, each on purpose: health, the page, its files, the signed webhook, the API's description. */
const PUBLIC_PATHS = ['/livez', '/readyz', '/metrics']

describe('every service', () => {
  let mesh: TestMesh
  const services = new Map<string, TestService>()

  beforeAll(async () => {
    mesh = await TestMesh.start()
    services.set('chronik', mesh.chronik)
    for (const name of names.filter((one) => one !== 'chronik')) {
      const file = pathToFileURL(join(SERVICES, name, 'src/app.module.ts')).href
      const { AppModule } = (await import(file)) as {
        AppModule: { fromEnvironment(source: NodeJS.ProcessEnv): DynamicModule }
      }
      services.set(name, await mesh.boot((source) => AppModule.fromEnvironment(source)))
    }
  }, 120_000)
  afterAll(() => mesh.stop(), 60_000)

  it.each(names)('%s boots with its real wiring and names its dependencies', async (name) => {
    const response = await services.get(name)!.fetch('/readyz', { headers: { authorization: '' } })
    const body = (await response.json()) as { status: string; checks: { name: string; ok: boolean }[] }
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

  it.each(names)('%s answers to nobody without the token but on public paths', async (name) => {
    const service = services.get(name)!
    const anonymous = (path: string): Promise<Response> => service.fetch(path, { headers: { authorization: '' } })
    for (const path of PUBLIC_PATHS)
      expect({ path, status: (await anonymous(path)).status }).toEqual({ path, status: 200 })
    for (const path of READS[name] ?? [])
      expect({ path, status: (await anonymous(path)).status }).toEqual({ path, status: 401 })
  })
})

const READS: Readonly<Record<string, readonly string[]>> = {
  chronik: ['/events', '/events/counts', '/events/stream', '/parked', '/repositories'],
  semantah: ['/graph/counts', '/graph/neighbours?node=x'],
  sichter: ['/risks', '/evaluation'],
  heimgeist: ['/decisions'],
  wgx: ['/guards'],
  heimlern: ['/outcomes', '/counts'],
  hauski: ['/actions'],
  leitstand: ['/api/overview', '/api/repositories', '/api/health', '/api/log/events', '/api/events/stream'],
}
