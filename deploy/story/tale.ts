import type { MeshEvent } from '@heimgewebe/contracts'
import type { Link, MeshVoice } from './mesh-voice.js'

/** One sentence of the mesh, and what it rests on. */
export interface Claim {
  /** Part of the story: month-1, scenario-4. */
  readonly part: string
  /** Short name that tests and readers find it by. */
  readonly name: string
  /** What is claimed, in the words of the event that claims it. */
  readonly says: string
  /** Event that claims it. */
  readonly event: Link
  /** What led to that event, the first cause first; the event itself is the last one. */
  readonly chain: readonly Link[]
  /** Further events that it names as evidence. */
  readonly evidence: readonly string[]
}

/** Something that the story asks for and that no service does. */
export interface NotBuilt {
  readonly part: string
  readonly what: string
}

/** The whole story as it went. */
export interface Told {
  readonly claims: readonly Claim[]
  readonly notBuilt: readonly NotBuilt[]
}

/** Gathers what the mesh claims while the story is played, and tells it as it goes. */
export class Tale implements Told {
  readonly claims: Claim[] = []
  readonly notBuilt: NotBuilt[] = []
  #part = ''

  constructor(
    readonly voice: MeshVoice,
    private readonly print: (line: string) => void,
  ) {}

  /** A new part begins. */
  part(name: string, title: string): void {
    this.#part = name
    this.print(`\n${title}`)
  }

  /** What the world does; no claim of the mesh. */
  happens(text: string): void {
    this.print(`  ${text}`)
  }

  /** What the mesh claims by an event, with the chain that chronik knows of it. */
  async claim(
    name: string,
    says: string,
    event: Pick<MeshEvent, 'id'>,
    evidence: readonly string[] = [],
  ): Promise<void> {
    const chain = await this.voice.chainOf(event.id)
    const own = chain.at(-1)!
    const others = [...new Set(evidence)].filter((id) => !chain.some((link) => link.id === id))
    this.claims.push({ part: this.#part, name, says, event: own, chain, evidence: others })
    this.print(`  → ${says}`)
    for (const { id, type, subject } of chain) this.print(`      ${id}  ${type.padEnd(24)}${subject}`)
    if (others.length > 0) this.print(`      rests on ${others.join(', ')}`)
  }

  /** What a reader would expect here and no service does. */
  missing(what: string): void {
    this.notBuilt.push({ part: this.#part, what })
    this.print(`  not built: ${what}`)
  }
}

/** At the end: what was claimed, by which event. */
export const tableOf = ({ claims, notBuilt }: Told): string[] => [
  '\nWhat was claimed, by which event',
  ...claims.map(({ part, says, event }) => `  ${part.padEnd(12)}${event.id}  ${event.type.padEnd(24)}${says}`),
  ...(notBuilt.length > 0 ? ['\nNot built'] : []),
  ...notBuilt.map(({ part, what }) => `  ${part.padEnd(12)}${what}`),
]
