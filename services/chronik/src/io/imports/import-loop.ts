import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { MeshTransport } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../../config.js'
import { CodeIndex } from './code-index.js'
import { EventAppender } from './import-appender.js'
import { ImportFollower } from './import-follower.js'
import { ImportGate } from './import-gate.js'
import { ImportProgress } from './import-progress.js'
import { ImportProposals } from './import-proposals.js'
import { ImportRound, type RoundParts } from './import-round.js'
import { IMPORT_RULES, type ImportRules } from './import-rules.js'
import { ProposalStore } from './proposal-store.js'
import { RepositoryStore } from './repository-store.js'

/** How often the table is looked at for repositories that were asked for, in milliseconds. */
const WATCH_EVERY_MS = 1000
/** Repositories that are read for the first time at the same time; the others wait. Each takes a core. */
const FIRST_LOOKS = 1
/** Repositories that are followed at the same time; a first look, which may take long, does not hold them up. */
const LATER_LOOKS = 2

/** Follows every watched repository from the start of chronik to its end. */
@Injectable()
export class ImportLoop implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('import')
  private readonly abort = new AbortController()
  private readonly followers = new Map<string, ImportFollower>()
  private readonly ends: Promise<void>[] = []
  private readonly parts: RoundParts
  private running: Promise<void> = Promise.resolve()
  private readonly gates = { first: new ImportGate(FIRST_LOOKS), later: new ImportGate(LATER_LOOKS) }

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(IMPORT_RULES) rules: ImportRules,
    private readonly store: RepositoryStore,
    private readonly progress: ImportProgress,
    private readonly transport: MeshTransport,
    appender: EventAppender,
    private readonly code: CodeIndex,
    private readonly proposals: ProposalStore,
  ) {
    const folder = join(config.mesh.home, 'chronik', 'repositories')
    this.parts = { rules, store, appender, progress, folder, protocols: ['https'], hostsFile: config.hostsFile }
  }

  onApplicationBootstrap(): void {
    this.running = this.run()
  }

  async onApplicationShutdown(): Promise<void> {
    this.abort.abort()
    await this.running
    await Promise.all(this.ends)
  }

  private async run(): Promise<void> {
    const { signal } = this.abort
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    // One instance reads repositories; one that stands by would only do the same work again.
    await Promise.race([this.transport.leading(), aborted])
    let complained = false
    while (!signal.aborted) {
      try {
        for (const location of await this.store.locations()) this.follow(location)
        for (const location of await this.proposals.places()) this.followers.get(location)?.notice()
        complained = false
      } catch (error) {
        if (!complained) this.log.warn(`the list of repositories cannot be read now: ${String(error)}`)
        complained = true
      }
      await sleep(WATCH_EVERY_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  private follow(location: string): void {
    if (this.followers.has(location)) return
    this.progress.set(location, {})
    const times = { localEveryMs: this.config.followLocalEveryMs, remoteEveryMs: this.config.followRemoteEveryMs }
    const proposals = new ImportProposals(this.parts, this.proposals, (text) => this.log.warn(text))
    const round = new ImportRound(this.parts)
    const follower = new ImportFollower(location, round, this.parts, times, this.gates, this.code, proposals)
    this.followers.set(location, follower)
    this.ends.push(follower.run(this.abort.signal))
  }
}
