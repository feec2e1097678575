import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ConfigurationRecordedV1 } from '@heimgewebe/contracts'
import type { TreeFile } from '@heimgewebe/git'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config } from '../../config.js'
import { AddressRule } from './address-rule.js'
import { CheckoutStore } from '../checkout-store.js'
import { Egress, type EgressReport } from './egress.js'
import { KeyedFiles } from './keyed-files.js'
import { type Prepared, PreparedFolders } from './prepared-folders.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { SandboxOutcome, SandboxShare } from '../sandbox/sandbox-types.js'

type Step = NonNullable<ConfigurationRecordedV1['prepare']>[number]

/** A step for the files of one commit. */
export interface Plan {
  readonly repository: string
  readonly step: Step
  /** The same for the same step, files and programs; what was made under it serves. */
  readonly key: string
  readonly files: readonly TreeFile[]
  /** Whether the default branch has, or had where the change left it, the same files. */
  readonly isOfDefaultBranch: boolean
}

/** A step that was run: what it made, or how far it came. */
export interface Attempt {
  readonly made: Prepared | undefined
  readonly outcome: SandboxOutcome
  readonly egress: EgressReport
  /** Why what a good run made is no good all the same. */
  readonly problem?: string
}

const MIB = 2 ** 20
/** How long a failure counts for the same key, so that not each guard of a change waits for it again. */
const FAILURE_MS = 10 * 60_000
const MOST_FAILURES = 100
const NOTHING_FETCHED: EgressReport = { hosts: [], refused: [], exceeded: false }

/** Runs the steps that bring what guards need: each once for the same files, in the sandbox, with these files alone. */
@Injectable()
export class Preparer {
  private readonly failures = new Map<string, { readonly at: number; readonly attempt: Attempt }>()

  constructor(
    private readonly checkouts: CheckoutStore,
    private readonly keyed: KeyedFiles,
    private readonly addresses: AddressRule,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What a step is for a commit; `base` is the commit of the default branch that names it. */
  async plan(
    sandbox: Sandbox,
    {
      repository,
      step,
      sha,
      base,
    }: Pick<Plan, 'repository' | 'step'> & { readonly sha: string; readonly base: string },
  ): Promise<Plan> {
    const files = await this.keyed.of(repository, sha, step.keyed_by)
    const { command, keeps, hosts = [] } = step
    const what = [repository, command, keeps, hosts, await sandbox.platform(), contentOf(files)]
    const key = createHash('sha256').update(JSON.stringify(what)).digest('hex')
    const isOfDefaultBranch = hosts.length === 0 || (await this.isGround(repository, step, files, { sha, base }))
    return { repository, step, key, files, isOfDefaultBranch }
  }

  /** What was made for a plan before. */
  async find(sandbox: Sandbox, { key }: Plan): Promise<Prepared | undefined> {
    return this.folders(sandbox).find(key)
  }

  /** The failure of the same step that was a moment ago. */
  recentFailure({ key }: Plan): Attempt | undefined {
    const failure = this.failures.get(key)
    if (failure !== undefined && Date.now() - failure.at < FAILURE_MS) return failure.attempt
    this.failures.delete(key)
    return undefined
  }

  /** Runs the step, and keeps what it made. Rejects where it could not be started at all. */
  async make(sandbox: Sandbox, plan: Plan, signal: AbortSignal): Promise<Attempt> {
    const attempt = await this.attempt(sandbox, plan, signal)
    if (attempt.made === undefined && attempt.outcome.stopped !== 'shutdown') {
      const [oldest] = this.failures.keys()
      if (this.failures.size >= MOST_FAILURES && oldest !== undefined) this.failures.delete(oldest)
      this.failures.set(plan.key, { at: Date.now(), attempt })
    }
    return attempt
  }

  /** Puts what was made into the folder of a run, and says what the run is to be shown besides. */
  async place(sandbox: Sandbox, { step }: Plan, prepared: Prepared, folder: string): Promise<SandboxShare[]> {
    return this.folders(sandbox).place(prepared, folder, step.keeps)
  }

  private async attempt(sandbox: Sandbox, plan: Plan, signal: AbortSignal): Promise<Attempt> {
    const { step, key, repository, files } = plan
    const folder = await sandbox.newFolder()
    const run = dirname(folder)
    try {
      const home = join(run, 'home')
      await mkdir(home, { mode: 0o700 })
      await this.keyed.writeTo(folder, repository, files, signal)
      const limits = {
        seconds: step.time_limit_seconds,
        memoryBytes: step.memory_limit_mib * MIB,
        processes: this.config.processes,
        fileBytes: this.config.fileBytes,
      }
      const request = { folder, home, command: step.command, limits, signal }
      const { outcome, egress } = await this.runWith(sandbox, request, step.hosts ?? [])
      if (outcome.exitCode !== 0 || outcome.outOfMemory || egress.exceeded) return { made: undefined, outcome, egress }
      const made = await this.folders(sandbox).adopt(key, folder, home, step.keeps)
      if (typeof made !== 'string') return { made, outcome, egress }
      return { made: undefined, outcome, egress, problem: made }
    } finally {
      await sandbox.remove(run).catch(() => undefined)
    }
  }

  private async runWith(sandbox: Sandbox, run: Parameters<Sandbox['run']>[0], hosts: readonly string[]) {
    if (hosts.length === 0) return { outcome: await sandbox.run(run), egress: NOTHING_FETCHED }
    const egress = await Egress.open(dirname(run.folder), {
      hosts,
      maxBytes: this.config.prepareFetchBytes,
      resolve: (host) => this.addresses.resolve(host),
      permits: (host, address) => this.addresses.permits(host, address),
    })
    try {
      const outcome = await sandbox.run({ ...run, door: egress.path })
      return { outcome, egress: egress.report }
    } finally {
      await egress.close()
    }
  }

  private async isGround(
    repository: string,
    step: Step,
    files: readonly TreeFile[],
    { sha, base }: { readonly sha: string; readonly base: string },
  ): Promise<boolean> {
    for (const commit of await this.checkouts.ground(repository, sha, base))
      if (contentOf(await this.keyed.of(repository, commit, step.keyed_by)) === contentOf(files)) return true
    return false
  }

  private folders(sandbox: Sandbox): PreparedFolders {
    const { preparedEntries: entries, preparedBytes: bytes } = this.config
    return new PreparedFolders(sandbox, { entries, bytes })
  }
}

const contentOf = (files: readonly TreeFile[]): string => JSON.stringify(files.map(({ path, blob }) => [path, blob]))
