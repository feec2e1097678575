import { type RunningGit, startGit } from './git-process.js'
import { linesOf } from './lines.js'
import { isAbbreviation } from './names.js'

/** Names remembered, so that a commit that many others name is asked for once. */
const REMEMBERED = 10_000

/**
 * Turns abbreviated commit ids into full ones, with one git process for all questions. An id that is unknown, ambiguous
 * or not that of a commit gives nothing. Close it after use.
 */
export class CommitResolver {
  private running: RunningGit | undefined
  private lines: AsyncIterator<string> | undefined
  private last: Promise<unknown> = Promise.resolve()
  private readonly known = new Map<string, string | undefined>()

  constructor(private readonly mirror: string) {}

  /** The full ids of these names, in their order, without those that name no commit. */
  resolve(names: readonly string[]): Promise<string[]> {
    // One question after the other: answers come in the order of the questions.
    const turn = this.last.then(() => this.answer(names))
    this.last = turn.catch(() => undefined)
    return turn
  }

  close(): void {
    this.running?.kill()
    this.running = undefined
    this.lines = undefined
  }

  private async answer(names: readonly string[]): Promise<string[]> {
    if (this.known.size > REMEMBERED) this.known.clear()
    const unknown = [...new Set(names)].filter((name) => isAbbreviation(name) && !this.known.has(name))
    if (unknown.length > 0) await this.ask(unknown)
    return [...new Set(names.flatMap((name) => this.known.get(name) ?? []))]
  }

  private async ask(names: readonly string[]): Promise<void> {
    if (!this.running || !this.lines) {
      this.running = startGit('cat-file', ['--batch-check=%(objectname)'], {
        gitDir: this.mirror,
        timeoutMs: 2 ** 31 - 1,
      })
      this.lines = oneByOne(linesOf(this.running))
    }
    this.running.stdin.write(names.map((name) => `${name}^{commit}\n`).join(''))
    for (const name of names) {
      const answer = await this.lines.next()
      if (answer.done) {
        await this.running.done
        throw new Error('git cat-file ended early')
      }
      this.known.set(name, answer.value.includes(' ') ? undefined : answer.value)
    }
  }
}

async function* oneByOne(pieces: AsyncIterable<string[]>): AsyncGenerator<string> {
  for await (const lines of pieces) yield* lines
}
