import { type ReadyRule, readRule, type Tried, tryRules } from '@heimgewebe/code'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config } from '../config.js'
import { ChangedFiles } from './changed-files.js'
import { CheckoutStore } from './checkout-store.js'
import { LintStore } from './lint-store.js'

/** The protections of a check, for its record: nothing of the change is run, it is only read. */
export const CHECK_PROTECTION: readonly string[] = [
  'nothing is run',
  'read from the mirror',
  'parsed in WebAssembly',
  'time limit',
  'size limit',
]

/** A commit to check, and where. */
export interface CheckedCommit {
  readonly repository: string
  readonly location: string
  readonly sha: string
  /** Commit of the base branch, where one is known. */
  readonly base?: string
}

/** Checks the lines that a change wrote by the lint rules that are in force. */
@Injectable()
export class RuleCheck {
  constructor(
    private readonly rules: LintStore,
    private readonly checkouts: CheckoutStore,
    private readonly changed: ChangedFiles,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What the rules see. Rejects where the commit cannot be had, or the time does not suffice. */
  async run({ repository, location, sha, base }: CheckedCommit, ended: AbortSignal) {
    const began = performance.now()
    const limit = AbortSignal.timeout(this.config.ruleMs)
    const signal = AbortSignal.any([ended, limit])
    try {
      await this.checkouts.fetch(repository, location, sha, signal)
      const from = await this.checkouts.before(repository, sha, base ?? sha)
      const { files, unread } = await this.changed.between(repository, from, sha, signal)
      const { ready, versions, unusable } = await this.ready(repository)
      const tried: Tried[] = []
      for (const file of files) {
        signal.throwIfAborted()
        tried.push(...(await tryRules(ready, [file])))
      }
      const rules = ready.map(({ id, message }) => ({ rule: id, version: versions.get(id) ?? 1, message }))
      return { rules, unusable, tried, unread, base: from, seconds: Math.round(performance.now() - began) / 1000 }
    } catch (cause) {
      if (limit.aborted) throw new Error(`it took longer than ${this.config.ruleMs / 1000} s`, { cause })
      throw cause
    }
  }

  private async ready(repository: string) {
    const ready: ReadyRule[] = []
    const unusable: string[] = []
    const versions = new Map<string, number>()
    for (const { rule, version, content } of await this.rules.of(repository)) {
      const reading = await readRule(content)
      versions.set(rule, version)
      if (!reading.ok) unusable.push(`rule ${rule} cannot be used: ${reading.why}`)
      // A text that gives itself another name than it was enacted under must not speak for that one.
      else if (reading.rule.id === rule) ready.push(reading.rule)
      else unusable.push(`rule ${rule} cannot be used: its text names another one`)
    }
    return { ready, versions, unusable }
  }
}
