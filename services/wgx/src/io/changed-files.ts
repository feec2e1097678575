import { type ChangedText, ruleLanguageOf } from '@heimgewebe/code'
import { type Diff, diffFiles, readCommits, readFiles } from '@heimgewebe/git'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config } from '../config.js'
import { CheckoutStore } from './checkout-store.js'

/** The code that a change touched. */
export interface ChangedCode {
  readonly sha: string
  /** Files in languages that rules are made for. */
  readonly files: readonly ChangedText[]
  /** Files left out: too many, too large, or not text. */
  readonly unread: number
}

const MOST_HUNKS = 5000
const LIMITS = { maxFiles: 1000, maxHunks: MOST_HUNKS }
/** Texts that are read by one run of git. */
const TEXTS_AT_A_TIME = 100

/** Reads what changes did to code, from the mirrors. Nothing is checked out and nothing is run. */
@Injectable()
export class ChangedFiles {
  constructor(
    private readonly checkouts: CheckoutStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What lies between two commits. Rejects where one of them is not in the mirror. */
  async between(repository: string, base: string | undefined, sha: string, signal: AbortSignal): Promise<ChangedCode> {
    const diff = await diffFiles(this.checkouts.mirrorOf(repository), base, sha, LIMITS)
    const [code] = await this.read(repository, [this.plan(diff, sha, base)], signal)
    return code!
  }

  /** What single commits changed, in the order that was asked for; those that the mirror does not have are passed over. */
  async *each(repository: string, shas: readonly string[], signal: AbortSignal): AsyncGenerator<ChangedCode> {
    let plans: Plan[] = []
    for await (const commit of readCommits(this.checkouts.mirrorOf(repository), shas, { ...LIMITS, signal })) {
      plans.push(this.plan(commit, commit.sha, commit.parents[0]))
      if (plans.reduce((sum, { taken }) => sum + 2 * taken.length, 0) < TEXTS_AT_A_TIME) continue
      yield* await this.read(repository, plans, signal)
      plans = []
    }
    yield* await this.read(repository, plans, signal)
  }

  private plan(diff: Diff, sha: string, base: string | undefined): Plan {
    const code = diff.files.filter(({ path, binary }) => !binary && ruleLanguageOf(path) !== undefined)
    const taken = code.slice(0, this.config.ruleFiles)
    return { sha, base, taken, left: code.length - taken.length + diff.filesOmitted }
  }

  private async read(repository: string, plans: readonly Plan[], signal: AbortSignal): Promise<ChangedCode[]> {
    const wanted = plans.flatMap(({ taken, base, sha }) => taken.flatMap((file) => sides(file, base, sha)))
    const mirror = this.checkouts.mirrorOf(repository)
    const contents = await readFiles(mirror, wanted, this.config.ruleFileBytes, signal)
    const texts = new Map(wanted.map((one, at) => [keyOf(one), textOf(contents[at])]))
    return plans.map(({ sha, base, taken, left }) => {
      const files = taken.map((file): ChangedText => {
        const [old, now] = [beforeOf(file, base), afterOf(file, sha)]
        const before = old && texts.get(keyOf(old))
        const after = now && texts.get(keyOf(now))
        return {
          path: file.path,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
          removed: linesOf(file.hunks.map(([start, count]) => [start, count])),
          added: linesOf(file.hunks.map(([, , start, count]) => [start, count])),
        }
      })
      const read = files.filter(({ before, after }) => before !== undefined || after !== undefined)
      return { sha, files: read, unread: left + taken.length - read.length }
    })
  }
}

interface Plan {
  readonly sha: string
  readonly base: string | undefined
  readonly taken: readonly File[]
  readonly left: number
}

type File = Diff['files'][number]

const beforeOf = (file: File, base: string | undefined) =>
  base === undefined || file.status === 'added' ? undefined : { sha: base, path: file.oldPath ?? file.path }
const afterOf = (file: File, sha: string) => (file.status === 'deleted' ? undefined : { sha, path: file.path })
const sides = (file: File, base: string | undefined, sha: string) =>
  [beforeOf(file, base), afterOf(file, sha)].filter((one) => one !== undefined)

const keyOf = ({ sha, path }: { readonly sha: string; readonly path: string }): string => `${sha}:${path}`

const textOf = (content: Buffer | undefined): string | undefined =>
  content === undefined || content.includes(0) ? undefined : content.toString('utf8')

const linesOf = (ranges: readonly (readonly [start: number, count: number])[]): Set<number> => {
  const lines = new Set<number>()
  for (const [start, count] of ranges) for (let line = start; line < start + count; line++) lines.add(line)
  return lines
}
