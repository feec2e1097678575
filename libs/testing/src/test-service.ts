import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamicModule, Type } from '@nestjs/common'
import {
  bootService,
  MESH_CONFIG,
  type MeshConfig,
  MeshTransport,
  Readiness,
  type RunningService,
} from '@heimgewebe/mesh'

/** Longest wait for a service to be ready, in milliseconds. */
const READY_MS = 20_000

/** A service of a test mesh. */
export class TestService {
  private running: RunningService | undefined
  private config: MeshConfig | undefined

  constructor(
    private readonly module: (source: NodeJS.ProcessEnv) => DynamicModule,
    private readonly settings: NodeJS.ProcessEnv,
    private readonly token: string,
  ) {}

  /** Name of the service, which is its schema too. */
  get name(): string {
    return this.config?.service ?? 'a service that was never started'
  }

  /** Where it answers. */
  get url(): string {
    return this.alive.url
  }

  /** Last position of the log that it has applied. */
  get position(): number {
    return this.alive.app.get(MeshTransport).position
  }

  /** Whether all that it has to say is in the log. */
  isSettled(): Promise<boolean> {
    return this.alive.app.get(MeshTransport).settled()
  }

  /** A provider of the service. */
  get<T>(token: Type<T> | symbol): T {
    return this.alive.app.get<T>(token, { strict: false })
  }

  /** A request with the token of the mesh. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${this.token}`)
    return fetch(new URL(path, this.url), { ...init, headers })
  }

  /** The JSON body of a GET that must succeed. */
  async json<T>(path: string): Promise<T> {
    const response = await this.fetch(path)
    if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }

  /** Boots it and waits until it is ready. */
  async start(): Promise<void> {
    this.running = await bootService(this.module(this.settings), { quiet: true })
    this.config = this.running.app.get<MeshConfig>(MESH_CONFIG)
    const readiness = this.running.app.get(Readiness)
    let failure: unknown
    void this.running.app
      .get(MeshTransport)
      .failed()
      .then((error) => (failure = error))
    for (const end = Date.now() + READY_MS; ; await sleep(20)) {
      const failed = (await readiness.results()).filter((check) => !check.ok)
      if (failed.length === 0) return
      if (failure !== undefined) throw new Error(`${this.config.service} cannot start`, { cause: failure })
      if (Date.now() > end) throw new Error(`${this.config.service} is not ready: ${JSON.stringify(failed)}`)
    }
  }

  /** Stops it, does something while it is down, and starts it again with empty memory. */
  async restart(meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const { name } = this
    await this.stop()
    await meanwhile().catch((error: unknown) => {
      throw new Error(`while ${name} was down: ${String(error)}`, { cause: error })
    })
    await this.start()
  }

  /** Ends it gracefully. */
  async stop(): Promise<void> {
    await this.running?.stop()
    this.running = undefined
  }

  private get alive(): RunningService {
    if (!this.running) throw new Error(`${this.name} is not running`)
    return this.running
  }
}
