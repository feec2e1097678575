import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

const PORTS = [
  'HEIMGEWEBE_POSTGRES_PORT',
  'HEIMGEWEBE_NATS_PORT',
  'HEIMGEWEBE_NATS_MONITOR_PORT',
  'CHRONIK_PORT',
  'SEMANTAH_PORT',
  'SICHTER_PORT',
  'HEIMGEIST_PORT',
  'WGX_PORT',
  'HEIMLERN_PORT',
  'HAUSKI_PORT',
  'LEITSTAND_PORT',
]

/** How a command ended and what it said. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A whole mesh as processes, on free ports and in a home of its own, used as a person uses it: by commands. */
export class MeshUnderTest {
  private constructor(
    readonly home: string,
    readonly ports: Readonly<Record<string, number>>,
    private readonly settings: NodeJS.ProcessEnv,
  ) {}

  /** Free ports and an empty home; nothing runs yet. `settings` are handed to every command. */
  static async prepare(settings: NodeJS.ProcessEnv = {}): Promise<MeshUnderTest> {
    const servers = await Promise.all(PORTS.map(() => listen(0)))
    const ports = Object.fromEntries(PORTS.map((name, index) => [name, portOf(servers[index]!)]))
    await Promise.all(servers.map(close))
    return new MeshUnderTest(await mkdtemp(join(tmpdir(), 'heimgewebe größe ')), ports, settings)
  }

  /** `npm start -- …` without npm around it. */
  start(...args: string[]): Promise<Ended> {
    return this.run('deploy/start.mjs', args)
  }

  /** `npx heimgewebe …`. */
  cli(...args: string[]): Promise<Ended> {
    return this.run('deploy/cli/bin/heimgewebe.mjs', args)
  }

  /** Ports that still answer. */
  async openPorts(): Promise<readonly string[]> {
    const open = await Promise.all(
      PORTS.map(async (name) => {
        const server = await listen(this.ports[name]!).catch(() => undefined)
        if (server !== undefined) await close(server)
        return server === undefined ? [name] : []
      }),
    )
    return open.flat()
  }

  async remove(): Promise<void> {
    await this.cli('down')
    await rm(this.home, { recursive: true, force: true })
  }

  private async run(script: string, args: readonly string[]): Promise<Ended> {
    const ports = Object.fromEntries(Object.entries(this.ports).map(([name, port]) => [name, String(port)]))
    const own = { HEIMGEWEBE_HOME: this.home, HEIMGEWEBE_SERVICES: '', NO_COLOR: '1' }
    const env = { ...process.env, ...ports, ...own, ...this.settings }
    const child = spawn(process.execPath, [join(PROJECT, script), ...args], { cwd: PROJECT, env })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, ...said }
  }
}

/** Listens on a port of this machine; 0 takes a free one. */
export const listen = async (port: number): Promise<Server> => {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Stops listening. */
export const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

const portOf = (server: Server): number => (server.address() as AddressInfo).port
