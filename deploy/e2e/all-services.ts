import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DynamicModule } from '@nestjs/common'
import { TestMesh, type TestService } from '@heimgewebe/testing'

const SERVICES = join(import.meta.dirname, '../../services')

const placeOf = (name: string): number => (name === 'chronik' ? 0 : name === 'leitstand' ? 2 : 1)

/** Every service there is: chronik first, for which the others wait, and leitstand last, which asks them. */
export const serviceNames: readonly string[] = readdirSync(SERVICES).sort((a, b) => placeOf(a) - placeOf(b))

/** How a service boots, with its real wiring. */
export const moduleOf = async (name: string): Promise<(source: NodeJS.ProcessEnv) => DynamicModule> => {
  const file = pathToFileURL(join(SERVICES, name, 'src/app.module.ts')).href
  const { AppModule } = (await import(file)) as {
    AppModule: { fromEnvironment(source: NodeJS.ProcessEnv): DynamicModule }
  }
  return (source) => AppModule.fromEnvironment(source)
}

/** A mesh in which every service runs, each with its real wiring. `extra` settings are handed to all. */
export const startAll = async (
  extra: NodeJS.ProcessEnv = {},
): Promise<{ mesh: TestMesh; services: ReadonlyMap<string, TestService> }> => {
  const mesh = await TestMesh.start(extra)
  const services = new Map([['chronik', mesh.chronik]])
  for (const name of serviceNames.filter((one) => one !== 'chronik')) {
    const owners = [...services].map(([owner, service]) => `${owner}=${service.url}`).join(',')
    const more = name === 'leitstand' ? { LEITSTAND_SERVICES: owners } : {}
    services.set(name, await mesh.boot(await moduleOf(name), more))
  }
  return { mesh, services }
}
