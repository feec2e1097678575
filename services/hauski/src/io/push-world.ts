import { rm } from 'node:fs/promises'
import { Inject, Injectable } from '@nestjs/common'
import { GitError, pushBranch } from '@heimgewebe/git'
import { HostError, readToken } from '@heimgewebe/hosts'
import { CONFIG, type Config } from '../config.js'
import { ALIKE, baseOf, committed, findDone, makeCommit } from './branch-commit.js'
import { type HostPlace, HostPlaces } from './host-place.js'
import { HostWorld } from './host-world.js'
import { type Bench, Workshop } from './workshop.js'
import { type GitOrder, type Outcome, type Task, type World, gitOrderOf } from './world.js'

/** Longest push, in milliseconds. */
const PUSH_MS = 300_000

/** Acts on a repository that is at a host only: commits are made in a mirror, pushed to a branch of the mesh, and proposed. */
@Injectable()
export class PushWorld implements World {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly workshop: Workshop,
    private readonly places: HostPlaces,
    private readonly hosted: HostWorld,
  ) {}

  async perform(task: Task, signal: AbortSignal): Promise<Outcome> {
    const order = gitOrderOf(task)
    const place = await this.places.of(task)
    const pushed = await this.reach(task, place, signal, async (bench, url) => {
      const found = await findDone(task, order, bench)
      return found ?? this.write(task, order, { bench, url, place }, signal)
    })
    if (pushed.verdict !== 'done' || !order.proposes) return pushed
    return this.propose(task, order, place, pushed, (proposal) => this.hosted.perform(proposal, signal))
  }

  async look(task: Task): Promise<Outcome> {
    const order = gitOrderOf(task)
    const signal = AbortSignal.timeout(this.config.hostTimeoutMs)
    try {
      const place = await this.places.of(task)
      const found = await this.reach(task, place, signal, (bench) => findDone(task, order, bench))
      if (found === undefined) return { verdict: 'failed', reason: 'it was cut off, and nothing of it is at the host' }
      if (!order.proposes) return found
      return await this.propose(task, order, place, found, (proposal) => this.hosted.look(proposal))
    } catch (error) {
      return { verdict: 'unknown', reason: `it was cut off, and nobody can tell: ${(error as Error).message}` }
    }
  }

  private async write(
    task: Task,
    order: GitOrder,
    { bench, place, url }: { bench: Bench; place: HostPlace; url: string },
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { branches, mirror } = bench
    const { branch } = order
    const parent = branches.get(branch) ?? baseOf(task, order, bench)
    const commit = await makeCommit(task, order, { mirror, parent, author: this.config.author, signal })
    if (commit === undefined) return ALIKE
    signal.throwIfAborted()
    try {
      await pushBranch(mirror, { branch, sha: commit, protocols: protocolOf(url), timeoutMs: PUSH_MS, signal })
      return committed(commit, branch)
    } catch (error) {
      if (!(error instanceof GitError) || error.code === 'refused') throw error
      return this.afterDoubt(task, order, place, error, url)
    }
  }

  /** The answer was lost, but perhaps not the push. */
  private async afterDoubt(
    task: Task,
    order: GitOrder,
    { host }: HostPlace,
    error: GitError,
    url: string,
  ): Promise<Outcome> {
    const reason = `${host.name}: ${hidden(error.message, url)}`
    if (error.code === 'cancelled')
      return { verdict: 'unknown', reason: `${reason}; whether it was pushed is not known` }
    try {
      const signal = AbortSignal.timeout(this.config.hostTimeoutMs)
      const bench = await this.workshop.open(task.name, url, { protocols: protocolOf(url), signal })
      const found = await findDone(task, order, bench)
      return found
        ? { ...found, reason: `it is there, though the answer was lost: ${reason}` }
        : { verdict: 'failed', reason }
    } catch {
      return { verdict: 'unknown', reason: `${reason}; whether it was pushed is not known` }
    }
  }

  /** Adds what became of the change to what became of the branch. */
  private async propose(
    task: Task,
    { base, body, branch }: GitOrder,
    { host }: HostPlace,
    pushed: Outcome,
    ask: (proposal: Task) => Promise<Outcome>,
  ): Promise<Outcome> {
    if (!host.acts?.includes('change'))
      return { ...pushed, reason: `pushed, and not proposed: ${host.name} is configured without "change" in its acts` }
    const title = task.message.split('\n', 1)[0]!.slice(0, 300)
    const order = { kind: 'propose', branch, ...(base === undefined ? {} : { base }), title, body } as const
    try {
      const proposed = await ask({ ...task, order })
      const result = { ...proposed.result, ...pushed.result }
      if (proposed.verdict === 'done') return { ...pushed, result, ...(proposed.undo ? { undo: proposed.undo } : {}) }
      if (proposed.verdict === 'nothing_to_do') return { ...pushed, result }
      return { ...pushed, verdict: proposed.verdict, reason: `pushed, but: ${proposed.reason ?? proposed.verdict}` }
    } catch (error) {
      if (!(error instanceof HostError)) throw error
      return { ...pushed, verdict: 'failed', reason: `pushed, but not proposed: ${error.message}` }
    }
  }

  /** Works on an up to date mirror. The token stands in the mirror's configuration, of mode 0600, while it is needed. */
  private async reach<T>(
    task: Task,
    { host, name }: HostPlace,
    signal: AbortSignal,
    work: (bench: Bench, url: string) => Promise<T>,
  ): Promise<T> {
    const url = new URL(`${host.url.replace(/\/+$/, '')}/${name}.git`)
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && host.own === true))
      throw new HostError('refused', `${host.name}: only https is pushed to, unless it is configured as own`)
    // All four kinds take the token as a password, whoever the user is.
    url.username = 'oauth2'
    url.password = await readToken(host.token_file ?? '')
    try {
      const bench = await this.workshop.open(task.name, url.href, { protocols: protocolOf(url.href), signal })
      return await work(bench, url.href)
    } catch (error) {
      if (!(error instanceof GitError)) throw error
      throw new GitError(error.code, `${host.name}: ${hidden(error.message, url.href)}`)
    } finally {
      await rm(this.workshop.configurationOf(task.name), { force: true })
    }
  }
}

const protocolOf = (url: string): string[] => [new URL(url).protocol.slice(0, -1)]

/** What git says without the token, should it repeat it. */
const hidden = (text: string, url: string): string => {
  const { password } = new URL(url)
  return text.replaceAll(password, '…').replaceAll(decodeURIComponent(password), '…')
}
