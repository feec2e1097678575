import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import {
  configuredHosts,
  declaredCapabilities,
  HostError,
  type HostSettings,
  nameAtHost,
  openHost,
  originOf,
} from '@heimgewebe/hosts'
import { MeshTransport, Metrics, Readiness } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../../config.js'
import { AppendOnce } from '../append/append-once.js'
import { type PollState, waitAfter } from './poll-hosts.js'
import { PollLook } from './poll-look.js'
import { POLL_RULES, type PollRules } from './poll-rules.js'
import { PollStore } from './poll-store.js'
import { RepositoryStore } from '../imports/repository-store.js'

/** How often it is looked which host is due, in milliseconds; more often where polls are. */
const TICK_MS = 1000

/** Asks the hosts for what their webhooks did not tell: one look at a time a host, each host at its own pace. */
@Injectable()
export class HostPoller implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('poll')
  private readonly abort = new AbortController()
  private readonly states = new Map<string, PollState & { due: number }>()
  private readonly looks = new Map<string, Promise<void>>()
  private readonly capabilities = declaredCapabilities()
  private running: Promise<void> = Promise.resolve()
  private complaint: string | undefined

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(POLL_RULES) private readonly rules: PollRules,
    private readonly repositories: RepositoryStore,
    private readonly store: PollStore,
    private readonly append: AppendOnce,
    private readonly transport: MeshTransport,
    metrics: Metrics,
    readiness: Readiness,
  ) {
    // NOTE: never a reason not to be ready: chronik is well when a host is not.
    readiness.add('polls', () => this.describe())
    metrics.gauge(
      {
        name: 'heimgewebe_poll_last_success_seconds',
        help: 'Unix time of the last look at all repositories of a host that went well.',
        labelNames: ['host'],
      },
      (gauge) => {
        gauge.reset()
        for (const { host, last_success: at } of this.states.values())
          if (at !== undefined) gauge.set({ host }, Date.parse(at) / 1000)
      },
    )
    metrics.gauge(
      { name: 'heimgewebe_poll_found_events', help: 'Events that no webhook had told.', labelNames: ['host'] },
      (gauge) => {
        gauge.reset()
        for (const { found, host } of this.states.values()) gauge.set({ host }, found)
      },
    )
  }

  /** How the polls stand, host by host. */
  all(): PollState[] {
    return [...this.states.values()].map(({ due: _, ...state }) => state)
  }

  onApplicationBootstrap(): void {
    this.running = this.run()
  }

  async onApplicationShutdown(): Promise<void> {
    this.abort.abort()
    await this.running
    await Promise.all(this.looks.values())
  }

  private describe(): string {
    if (this.complaint !== undefined) return this.complaint
    const told = this.all().map(({ host, last_success: at, problem, state }) =>
      [host, state, `last success ${at ?? 'none'}`, ...(problem === undefined ? [] : [problem])].join(', '),
    )
    return told.join('; ') || 'no host is configured'
  }

  private async run(): Promise<void> {
    const { signal } = this.abort
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    // One instance polls; one that stands by would only ask the same again.
    await Promise.race([this.transport.leading(), aborted])
    while (!signal.aborted) {
      try {
        await this.tick()
        this.complaint = undefined
      } catch (error) {
        const told = `hosts cannot be polled now: ${String(error)}`
        if (told !== this.complaint) this.log.warn(told)
        this.complaint = told
      }
      await sleep(Math.min(TICK_MS, this.config.pollEveryMs), undefined, { signal }).catch(() => undefined)
    }
  }

  private async tick(): Promise<void> {
    const hosts = (await configuredHosts(this.config.hostsFile)).filter(({ kind }) =>
      // A host that sends no webhooks has none that could be missed; folders are followed by git.
      this.capabilities[kind].has('webhooks'),
    )
    for (const name of this.states.keys()) if (!hosts.some((host) => host.name === name)) this.states.delete(name)
    for (const host of hosts) {
      const state = this.states.get(host.name) ?? fresh(host)
      this.states.set(host.name, state)
      if (this.looks.has(host.name) || state.due > Date.now()) continue
      const look = this.look(host, state).finally(() => this.looks.delete(host.name))
      this.looks.set(host.name, look)
    }
  }

  private async look(host: HostSettings, state: PollState & { due: number }): Promise<void> {
    const everyMs = host.poll_seconds === undefined ? this.config.pollEveryMs : host.poll_seconds * 1000
    state.state = 'polling'
    let wait = everyMs
    try {
      const problems = await this.ask(host, state)
      state.failures = 0
      state.state = 'waiting'
      state.last_success = new Date().toISOString()
      if (problems.length === 0) delete state.problem
      else state.problem = problems.join('; ')
    } catch (error) {
      if (this.abort.signal.aborted) return
      state.state = 'failing'
      state.failures++
      wait = waitAfter(state.failures, everyMs, error instanceof HostError ? error.retryAfterMs : undefined)
      state.problem = error instanceof Error ? error.message : String(error)
      if (state.failures === 1) this.log.warn(`${host.name} cannot be polled now: ${state.problem}`)
    }
    state.due = Date.now() + wait
    state.next = new Date(state.due).toISOString()
  }

  private async ask(host: HostSettings, state: PollState): Promise<string[]> {
    const { config, rules, store, append } = this
    const folder = join(config.mesh.home, 'chronik', 'hosts')
    const open = openHost(host, { folder, signal: this.abort.signal })
    const parts = {
      ...{ rules, store, append },
      ...{ firstMs: config.pollFirstMs, overlapMs: config.pollOverlapMs, heads: config.pollHeads },
    }
    const problems: string[] = []
    try {
      state.repositories = await this.watchedAt(host)
      for (const repository of state.repositories) {
        this.abort.signal.throwIfAborted()
        const looked = await new PollLook(parts, open.provider, repository).run()
        state.found += looked.events
        problems.push(...looked.problems.map((problem) => `${repository}: ${problem}`))
      }
    } finally {
      open.close()
    }
    return problems
  }

  private async watchedAt(host: HostSettings): Promise<string[]> {
    const names = new Set<string>()
    for (const location of await this.repositories.locations()) {
      // What cannot be read now is the importer's to complain about.
      const origin = await originOf(location).catch(() => undefined)
      const name = origin === undefined ? undefined : nameAtHost(host.url, origin)
      if (name !== undefined) names.add(name)
    }
    return [...names]
  }
}

const fresh = ({ kind, name }: HostSettings): PollState & { due: number } => ({
  ...{ host: name, kind, repositories: [], state: 'new', found: 0, failures: 0, due: 0 },
})
