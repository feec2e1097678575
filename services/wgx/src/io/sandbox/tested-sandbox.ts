import { mkdir } from 'node:fs/promises'
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { Metrics, Readiness } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../../config.js'
import { Sandbox } from './sandbox.js'
import { DOOR, type Probe, probeSandbox } from './sandbox-probes.js'

/** What became of the sandbox at the start. */
export type SandboxState =
  | { readonly state: 'testing' }
  | { readonly state: 'active'; readonly protection: readonly string[]; readonly probes: readonly Probe[] }
  | { readonly state: 'unavailable'; readonly reason: string; readonly probes: readonly Probe[] }

/** A sandbox for runs, or the reason why there is none. */
export type SandboxAnswer =
  | { readonly sandbox: Sandbox; /** False where no step may use the network here. */ readonly hasDoor: boolean }
  | { readonly reason: string }

/**
 * The sandbox of this service, handed out only after every probe held at this start. Without one the service goes on:
 * it answers each request with the reason, and runs nothing.
 */
@Injectable()
export class TestedSandbox implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('sandbox')
  private sandbox: Sandbox | undefined
  private opening: Promise<void> = Promise.resolve()
  private known: SandboxState = { state: 'testing' }

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** Opens and tests it in the background, so that the service is up meanwhile. */
  onModuleInit(): void {
    this.metrics.gauge(
      { name: 'heimgewebe_guard_sandbox_active', help: '1 while guards can be run: the sandbox is there and tested.' },
      (gauge) => gauge.set(this.known.state === 'active' ? 1 : 0),
    )
    this.readiness.add('sandbox', () => this.words())
    this.opening = this.open().catch((error: unknown) =>
      this.fail(error instanceof Error ? error.message : String(error)),
    )
  }

  /** Waits for the test, then gives the sandbox or says why there is none. */
  async use(): Promise<SandboxAnswer> {
    await this.opening
    if (this.known.state === 'active' && this.sandbox)
      return { sandbox: this.sandbox, hasDoor: this.known.probes.every(({ held }) => held) }
    return { reason: this.known.state === 'unavailable' ? this.known.reason : 'the sandbox is not open' }
  }

  /** What is known now. */
  get state(): SandboxState {
    return this.known
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opening
    await this.sandbox?.close()
  }

  private async open(): Promise<void> {
    const { home, tools, path, sandboxUser: user, toolFolders, diskReserveBytes, useCgroups } = this.config
    await mkdir(home, { recursive: true })
    this.sandbox = await Sandbox.open({ home, tools, path, user, toolFolders, diskReserveBytes, useCgroups })
    const probes = await probeSandbox(this.sandbox)
    const broken = probes.filter((probe) => !probe.held).map((probe) => probe.name)
    if (broken.some((name) => !name.startsWith(DOOR)))
      return this.fail(
        `the sandbox did not hold ${broken.length} of ${probes.length} probes: ${broken.join(', ')}`,
        probes,
      )
    this.known = { state: 'active', protection: this.sandbox.protection, probes }
    if (broken.length > 0) this.log.error(`no step of prepare may use the network here: ${broken.join(', ')}`)
    const held = probes.length - broken.length
    this.log.log(`${held} of ${probes.length} sandbox probes held: ${this.sandbox.protection.join(', ')}`)
  }

  private fail(reason: string, probes: readonly Probe[] = []): void {
    this.known = { state: 'unavailable', reason, probes }
    this.log.error(`no guard will be run: ${reason}`)
  }

  private words(): string {
    switch (this.known.state) {
      case 'testing':
        return 'degraded: the sandbox is still being tested'
      case 'unavailable':
        return `degraded: no guard will be run: ${this.known.reason}`
      case 'active':
        return `${this.known.probes.filter(({ held }) => held).length} of ${this.known.probes.length} probes held`
    }
  }
}
