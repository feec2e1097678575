import { stripVTControlCharacters } from 'node:util'

/** The part of a stream that the terminal uses; `process.stdout` and `process.stderr` fit. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Colours by meaning. */
export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong'

const CODES: Readonly<Record<Tone, string>> = { good: '32', bad: '31', warn: '33', dim: '2', strong: '1' }

/** Results go to stdout, everything else to stderr; colours only on a terminal and without `NO_COLOR`. */
export class Terminal {
  /** True where stderr is a terminal that can redraw a line. */
  readonly interactive: boolean
  readonly width: number
  readonly #colour: { readonly out: boolean; readonly err: boolean }
  #drawn = false

  constructor(
    private readonly out: Output,
    private readonly err: Output,
    environment: NodeJS.ProcessEnv,
  ) {
    const plain = Boolean(environment['NO_COLOR']) || environment['TERM'] === 'dumb'
    this.interactive = err.isTTY === true && environment['TERM'] !== 'dumb'
    this.#colour = { out: !plain && out.isTTY === true, err: !plain && err.isTTY === true }
    this.width = Math.max(40, Math.min(out.columns ?? err.columns ?? 100, 120))
  }

  /** A line of the result. */
  print(text = ''): void {
    this.clear()
    this.out.write(`${text}\n`)
  }

  /** The result as one line of JSON, so that `tail -n 1` finds it below what npm prints. */
  json(value: unknown): void {
    this.print(JSON.stringify(value))
  }

  /** A line for the person in front of it: progress, notices, errors. */
  say(text: string): void {
    this.clear()
    this.err.write(`${text}\n`)
  }

  /** Draws over the last drawn line; only on an interactive terminal. */
  draw(text: string): void {
    this.err.write(`\r\u001B[2K${text}`)
    this.#drawn = true
  }

  /** Removes the drawn line. */
  clear(): void {
    if (this.#drawn) this.err.write('\r\u001B[2K')
    this.#drawn = false
  }

  /** Text in a tone on stdout. */
  tint(tone: Tone, text: string): string {
    return this.#colour.out ? paint(tone, text) : text
  }

  /** Text in a tone on stderr. */
  tintNote(tone: Tone, text: string): string {
    return this.#colour.err ? paint(tone, text) : text
  }
}

const paint = (tone: Tone, text: string): string => `\u001B[${CODES[tone]}m${text}\u001B[0m`

const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** Text from a repository made safe to print: no control sequence, no change of writing direction, one line. */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text).replace(/\s+/g, ' ').replace(CONTROLS, '')
