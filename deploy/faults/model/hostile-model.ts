import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Random } from '../rig/random.js'
import { ATTACKS, type Bait, type Reply } from './attacks.js'

/** A question as the attacker sees it. */
export interface Question {
  /** Everything that was sent, but for the one header that is meant to hold the key. */
  readonly seen: string
  /** Short names of the facts that it was given. */
  readonly names: readonly string[]
  /** Name of the frame around the facts: another one for each text. */
  readonly frame: string
  /** Turns of the conversation: more than two after an answer was refused. */
  readonly turns: number
}

/** Time that a stream without an end drips, in milliseconds; whoever reads it should be gone long before. */
const DRIP_MS = 20_000

/**
 * A server that speaks the API of language models, under full control of an attacker: it reads every question and answers
 * whatever may do harm, by seed. It notes what it was asked, and which attacks it made.
 */
export class HostileModel {
  /** Calls that were answered in one way or another. */
  calls = 0
  readonly made: Record<string, number> = {}
  /** Frames that were seen: one a text. */
  readonly frames = new Set<string>()
  /** What of the secrets was seen in questions. */
  readonly leaked: string[] = []
  private readonly server: Server
  /** The last attack, which an adaptive attacker varies where it seems to get through. */
  private last: string | undefined

  private constructor(
    private readonly random: Random,
    private readonly bait: Bait,
    private readonly secrets: readonly string[],
  ) {
    this.server = createServer((request, response) => void this.take(request, response))
  }

  /** Starts one; gives it and its address. `secrets`: texts that no question may hold. */
  static async start(
    random: Random,
    bait: Bait,
    secrets: readonly string[],
  ): Promise<{ model: HostileModel; url: string }> {
    const model = new HostileModel(random, bait, secrets)
    await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve))
    return { model, url: `http://127.0.0.1:${(model.server.address() as AddressInfo).port}/v1` }
  }

  stop(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const question = read(request, Buffer.concat(chunks).toString())
    this.calls++
    if (question.frame !== '') this.frames.add(question.frame)
    for (const secret of this.secrets) if (question.seen.includes(secret)) this.leaked.push(`${secret} in a question`)
    const kind = this.choose(question)
    this.made[kind] = (this.made[kind] ?? 0) + 1
    send(ATTACKS[kind]!(question, this.random, this.bait), response)
  }

  /** Mostly at random; after a refusal, which the attacker sees by being asked again, often the same harm in a better form. */
  private choose({ turns }: Question): string {
    const again = turns > 2 && this.last !== undefined && this.random.chance(0.5)
    const kind = again ? `${this.last ?? ''}, in form` : this.random.pick(KINDS)
    const known = kind in ATTACKS ? kind : 'harm, in form'
    this.last = known.replace(', in form', '')
    // Slow ones are few: each takes as long as the product waits.
    return SLOW.has(known) && !this.random.chance(0.02) ? 'harm, in form' : known
  }
}

const KINDS = Object.keys(ATTACKS)
const SLOW = new Set(['a stream without an end', 'silence'])

const read = ({ headers, url }: IncomingMessage, body: string): Question => {
  const { authorization: _, ...rest } = headers
  const { messages = [] } = JSON.parse(body) as { messages?: { content: string }[] }
  const text = messages[1]?.content ?? ''
  return {
    seen: `${url} ${JSON.stringify(rest)} ${body}`,
    names: [...text.matchAll(/^(E\d+): /gm)].map(([, name]) => name!),
    frame: /^<(data-[0-9a-f]+)>$/m.exec(text)?.[1] ?? '',
    turns: messages.length,
  }
}

const send = ({ status = 200, headers = {}, body = '', end = 'well' }: Reply, response: ServerResponse): void => {
  response.on('error', () => undefined)
  if (end === 'silence') return
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  if (end === 'reset') {
    response.write(body.slice(0, 20))
    response.socket?.destroy()
  } else if (end === 'never') {
    const drip = setInterval(() => response.write(' '.repeat(1000)), 5)
    const over = setTimeout(() => response.destroy(), DRIP_MS)
    response.once('close', () => {
      clearInterval(drip)
      clearTimeout(over)
    })
  } else response.end(body)
}
