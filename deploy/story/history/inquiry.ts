import type { MeshEvent } from '@heimgewebe/contracts'
import type { MeshVoice } from '../mesh-voice.js'
import { Tale } from '../tale.js'
import type { History } from './history.js'
import { type Score, type Verdict, scoreInWords, verdictOf } from './score.js'

/** One question and what came of it. */
export interface Answer {
  readonly name: string
  readonly question: string
  readonly score?: Score
  readonly verdict?: Verdict
  /** The conclusion in words. */
  readonly says: string
}

/** Conclusions of one question whose chains are printed in full. */
const SHOWN = 3

/** Asks a mesh about a history, and prints what it answers with the chain behind it. */
export class Inquiry {
  readonly answers: Answer[] = []
  readonly tale: Tale
  #name = ''
  #question = ''
  #shown = 0

  constructor(
    readonly voice: MeshVoice,
    readonly history: History,
    print: (line: string) => void,
  ) {
    this.tale = new Tale(voice, print)
  }

  /** A new question begins. */
  ask(name: string, question: string): void {
    this.#name = name
    this.#question = question
    this.#shown = 0
    this.tale.part(name, question)
  }

  say(text: string): void {
    this.tale.happens(text)
  }

  /** A conclusion of the mesh; the first ones of a question with their chain, the others with the event that says so. */
  async claim(
    name: string,
    says: string,
    event: Pick<MeshEvent, 'id'>,
    evidence: readonly string[] = [],
  ): Promise<void> {
    if (this.#shown++ < SHOWN) await this.tale.claim(name, says, event, evidence)
    else this.say(`→ ${says} [${event.id}]`)
  }

  /** The question is answered, with a score where the history tells the truth. */
  conclude(outcome: Score | string): void {
    const says = typeof outcome === 'string' ? outcome : scoreInWords(outcome)
    const scored = typeof outcome === 'string' ? {} : { score: outcome, verdict: verdictOf(outcome) }
    this.answers.push({ name: this.#name, question: this.#question, says, ...scored })
    this.say(`= ${says}`)
  }
}
