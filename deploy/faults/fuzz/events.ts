import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newId } from '../load/event.js'
import type { Random } from '../rig/random.js'
import { damaged, twisted } from './mutate.js'
import type { Mutant } from './mutant.js'

const FOLDER = 'contracts'

/** Makes CloudEvents from the examples of the contracts, valid, invalid and twisted, in the three ways in which HTTP carries them. */
export class EventMutants {
  private readonly examples: readonly { readonly type: string; readonly data: unknown }[]

  constructor(
    private readonly random: Random,
    private readonly token: string,
  ) {
    this.examples = readdirSync(FOLDER).flatMap((type) =>
      readdirSync(join(FOLDER, type))
        .filter((name) => /^(in)?valid-.*\.json$/.test(name))
        .map((name) => ({ type, data: JSON.parse(readFileSync(join(FOLDER, type, name), 'utf8')) as unknown })),
    )
  }

  /** The next; what may enter is for the door to say, and for the contracts afterwards. */
  next(): Mutant {
    const { random } = this
    const mutant = random.pick([() => this.structured(), () => this.batch(), () => this.binary()])()
    if (!random.chance(0.2)) return mutant
    return { ...mutant, kind: `${mutant.kind}, damaged`, body: damaged(mutant.body, random) }
  }

  private structured(): Mutant {
    return this.mutant('structured', 'application/cloudevents+json', this.event())
  }

  private batch(): Mutant {
    const events = Array.from({ length: this.random.int(0, 5) }, () => this.event())
    return this.mutant('batch', 'application/cloudevents-batch+json', events)
  }

  private binary(): Mutant {
    const { data, ...attributes } = this.event() as Record<string, unknown>
    const headers = Object.entries(attributes)
      .filter(([name, value]) => typeof value === 'string' && isToken(name))
      .map(([name, value]) => [`ce-${name}`, headerText(value as string)] as const)
    const mutant = this.mutant('binary', 'application/json', data ?? null)
    return { ...mutant, headers: { ...mutant.headers, ...Object.fromEntries(headers) } }
  }

  private event(): unknown {
    const { random } = this
    const { type, data } = random.pick(this.examples)
    const id = newId()
    const event = {
      specversion: '1.0',
      id,
      source: 'urn:faults:fuzz',
      type,
      subject: `pr/acme/shop/${random.int(1, 50)}`,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: `https://heimgewebe.dev/contracts/${type}`,
      correlationid: id,
      partitionkey: 'pr/acme/shop/1',
      data: random.chance(0.4) ? twisted(data, random) : data,
    }
    const changed = random.chance(0.3) ? twisted(event, random) : event
    return typeof changed === 'object' && changed !== null ? changed : event
  }

  private mutant(kind: string, contentType: string, body: unknown): Mutant {
    return {
      kind,
      method: 'POST',
      path: '/events',
      headers: { 'content-type': contentType, authorization: `Bearer ${this.token}` },
      body: Buffer.from(JSON.stringify(body)),
      chunked: this.random.chance(0.1),
      mayEnter: true,
    }
  }
}

const isToken = (name: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(name)

/** What a header can hold: the client would refuse anything else before it is sent. */
const headerText = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 2000)
