import { ruleLanguageOf } from '@heimgewebe/code'
import { type Diff, diffFiles, firstParent, readFiles } from '@heimgewebe/git'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config } from '../config.js'
import { CheckoutStore } from './checkout-store.js'

/** A file of a change in a language that rules are made for. */
export interface ChangedFile {
  readonly path: string
  /** Text before; absent where the change added the file. */
  readonly before?: string
  /** Text after; absent where the change deleted it. */
  readonly after?: string
  /** Lines of `before` that the change took away, from 1. */
  readonly removed: ReadonlySet<number>
  /** Lines of `after` that it wrote, from 1. */
  readonly added: ReadonlySet<number>
}

/** The code that a change touched. */
export interface ChangedCode {
  readonly files: readonly ChangedFile[]
  /** Files left out: too many, too large, or not text. */
  readonly unread: number
}

const MOST_HUNKS = 5000

/** Reads what changes did to code, from the mirrors. Nothing is checked out and nothing is run. */
@Injectable()
export class ChangedFiles {
  constructor(
    private readonly checkouts: CheckoutStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * What a commit changed since another one, its first parent when absent. Rejects where a commit is not in the mirror.
   */
  async of(repository: string, sha: string, since: string | undefined, signal: AbortSignal): Promise<ChangedCode> {
    const { ruleFiles: most, ruleFileBytes } = this.config
    const mirror = this.checkouts.mirrorOf(repository)
    const base = since ?? (await firstParent(mirror, sha))
    signal.throwIfAborted()
    const diff = await diffFiles(mirror, base, sha, { maxFiles: 1000, maxHunks: MOST_HUNKS })
    const code = diff.files.filter(({ path, binary }) => !binary && ruleLanguageOf(path) !== undefined)
    const taken = code.slice(0, most)
    const wanted = taken.flatMap((file) => sides(file, base, sha))
    const contents = await readFiles(mirror, wanted, ruleFileBytes, signal)
    const texts = new Map(wanted.map((one, at) => [keyOf(one.sha, one.path), textOf(contents[at])]))
    const files = taken.map((file): ChangedFile => {
      const [before, after] = [beforeOf(file, base), afterOf(file, sha)].map(
        (one) => one && texts.get(keyOf(one.sha, one.path)),
      )
      return {
        path: file.path,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        removed: linesOf(file.hunks.map(([start, count]) => [start, count])),
        added: linesOf(file.hunks.map(([, , start, count]) => [start, count])),
      }
    })
    const read = files.filter(({ before, after }) => before !== undefined || after !== undefined)
    return { files: read, unread: code.length - read.length + diff.filesOmitted }
  }
}

type File = Diff['files'][number]

const beforeOf = (file: File, base: string | undefined) =>
  base === undefined || file.status === 'added' ? undefined : { sha: base, path: file.oldPath ?? file.path }
const afterOf = (file: File, sha: string) => (file.status === 'deleted' ? undefined : { sha, path: file.path })
const sides = (file: File, base: string | undefined, sha: string) =>
  [beforeOf(file, base), afterOf(file, sha)].filter((one) => one !== undefined)

const keyOf = (sha: string, path: string): string => `${sha}:${path}`

const textOf = (content: Buffer | undefined): string | undefined =>
  content === undefined || content.includes(0) ? undefined : content.toString('utf8')

const linesOf = (ranges: readonly (readonly [start: number, count: number])[]): Set<number> => {
  const lines = new Set<number>()
  for (const [start, count] of ranges) for (let line = start; line < start + count; line++) lines.add(line)
  return lines
}
