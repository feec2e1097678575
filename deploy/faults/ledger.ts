import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Verdict } from './checker/check.js'

/** How one campaign ended: one line of the ledger. */
export interface Entry {
  readonly at: string
  readonly promise: string
  readonly seed: number
  /** Name of a planted bug: the campaign must fail then. */
  readonly planted?: string
  readonly status: 'held' | 'broken' | 'not run'
  /** Why it was not run, or what broke. */
  readonly why?: string
  /** What the promise counts: faults that landed, or cases. */
  readonly n: number
  readonly unit: string
  readonly seconds: number
  readonly versions: Readonly<Record<string, string>>
  /** Durability as the servers themselves said. */
  readonly sync: Readonly<Record<string, string>>
  /** Faults that landed, by kind. */
  readonly faults: Readonly<Record<string, number>>
  readonly counts: Readonly<Record<string, number>>
  readonly verdicts: readonly Verdict[]
}

/** The one ledger of all campaigns: JSON Lines, added to and never rewritten. */
export class Ledger {
  constructor(readonly path: string) {}

  add(entry: Entry): void {
    mkdirSync(dirname(this.path), { recursive: true })
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`)
  }

  read(): Entry[] {
    if (!existsSync(this.path)) return []
    const lines = readFileSync(this.path, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry)
  }

  /** What was counted already for a promise with this seed on this state of the sources: where a campaign goes on. */
  done(promise: string, seed: number, commit: string): number {
    return this.read()
      .filter(
        (entry) => entry.promise === promise && entry.planted === undefined && entry.versions['commit'] === commit,
      )
      .filter((entry) => entry.counts['campaignSeed'] === seed && entry.status !== 'not run')
      .reduce((sum, entry) => sum + entry.n, 0)
  }
}

/** State of the sources, with a mark where they were changed since the commit. */
export const commitNow = (): string => {
  const git = (...args: string[]): string => spawnSync('git', args, { encoding: 'utf8' }).stdout.trim()
  const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'
  return `${git('rev-parse', '--short=12', 'HEAD') || 'none'}${changed}`
}
