import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const ROOT = join(import.meta.dirname, '../..')
const services = readdirSync(join(ROOT, 'services'))
/** What a service may consist of; `judge.ts` is the door of sichter for measurements, `api.ts` what a page shares with its server. */
const ROOMS = ['main.ts', 'app.module.ts', 'config.ts', 'handlers', 'decisions', 'io', 'http', 'judge.ts', 'api.ts']
/** A part of a long config.ts, read by it. */
const PART = /^[a-z]+-config\.ts$/

describe.each(services)('the anatomy of %s', (service) => {
  const src = join(ROOT, 'services', service, 'src')
  const read = (...path: string[]): string => readFileSync(join(src, ...path), 'utf8')
  const handlers = readdirSync(join(src, 'handlers')).filter((file) => !file.endsWith('.test.ts'))

  it('has the rooms of every service and no other', () => {
    const entries = readdirSync(src)
    expect(entries).toEqual(
      expect.arrayContaining(['main.ts', 'app.module.ts', 'config.ts', 'handlers', 'decisions', 'io']),
    )
    const others = entries.filter((entry) => !ROOMS.includes(entry) && !entry.endsWith('.test.ts') && !PART.test(entry))
    expect(others).toEqual([])
  })

  it('starts by two lines', () => {
    expect(read('main.ts')).toContain('await runService(AppModule.fromEnvironment())')
  })

  it.each(handlers)('%s handles the one event type, or performs the one intent, that it is named after', (file) => {
    const types = [...read('handlers', file).matchAll(/@(OnEvent|Perform)\('([^']+)'/g)].map((match) => match[2]!)
    expect(types).toHaveLength(1)
    const [type] = types
    const words = type!.replace(/\.v\d+$/, '').replaceAll('.', '-')
    const version = type!.endsWith('.v1') ? '' : `-${type!.split('.').at(-1)!}`
    expect([`on-${words}${version}.ts`, `perform-${words}${version}.ts`]).toContain(file)
  })

  it('has every handler wired in its module', () => {
    const module = read('app.module.ts')
    const classes = handlers.map((file) => /export class (\w+)/.exec(read('handlers', file))?.[1] ?? file)
    expect(classes.filter((name) => !module.includes(name))).toEqual([])
  })

  it('holds no publisher: what follows from an event is returned', () => {
    const files = (readdirSync(src, { recursive: true }) as string[]).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    )
    const publishers = files.filter((file) => /@nats-io\//.test(read(file)))
    expect(service === 'chronik' ? [] : publishers).toEqual([])
  })
})
