import { formatCount, shorten } from './format.js'
import type { Terminal } from './terminal.js'

/** One state of a long work. */
export interface Step {
  /** What is being done. */
  readonly label: string
  readonly done: number
  /** Undefined while it is not known. */
  readonly total?: number | undefined
  /** What else to say, such as a rate. */
  readonly note?: string
}

const BAR = 28
/** Time between two plain lines where no bar can be drawn, in milliseconds. */
const PLAIN_EVERY_MS = 5000
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** The bar as text: `[█████·····] 50 %  10,000 / 20,000`; without a total only the count. */
export const drawBar = ({ label, done, total, note }: Step, frame = 0): string => {
  const tail = note === undefined ? '' : `  ${note}`
  if (total === undefined)
    return `${FRAMES[frame % FRAMES.length]} ${label}${done > 0 ? `  ${formatCount(done)}` : ''}${tail}`
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const full = Math.round(share * BAR)
  const percent = `${Math.floor(share * 100)} %`.padStart(5)
  return `${label} [${'█'.repeat(full)}${'·'.repeat(BAR - full)}] ${percent}  ${formatCount(done)} / ${formatCount(total)}${tail}`
}

/** The same where no bar can be drawn: `reading acme/shop: 1,200 of 20,000, 400 changes/s`. */
export const plainLine = ({ label, done, total, note }: Step): string => {
  const count =
    total !== undefined ? `: ${formatCount(done)} of ${formatCount(total)}` : done > 0 ? `: ${formatCount(done)}` : ''
  return `… ${label}${count}${note === undefined ? '' : `, ${note}`}`
}

/** Progress on stderr: a bar on a terminal, else a plain line every few seconds. */
export class Progress {
  #frame = 0
  #saidAt = 0
  #said = ''

  constructor(
    private readonly terminal: Terminal,
    private readonly now: () => number = Date.now,
  ) {}

  show(step: Step): void {
    if (this.terminal.interactive) {
      this.terminal.draw(shorten(drawBar(step, this.#frame++), this.terminal.width))
      return
    }
    const now = this.now()
    if (step.label === this.#said && now - this.#saidAt < PLAIN_EVERY_MS) return
    this.#saidAt = now
    this.#said = step.label
    this.terminal.say(plainLine(step))
  }

  /** Ends with a line that stays. */
  done(text: string): void {
    this.terminal.say(`${this.terminal.tintNote('good', '✓')} ${text}`)
  }
}
