import { contentHash } from '@heimgewebe/contracts'
import type { Random } from '../rig/random.js'
import { type Attacker, type Envelope, envelope } from './attacker.js'
import type { ActingMesh } from './mesh.js'
import type { Logged } from './oracle.js'
import { type Question, answerTo } from './people.js'
import { CONSUMER } from '../promises/kills.js'

/** An answer that must not count, and what is wrong with it. */
export interface BadAnswer {
  readonly kind: string
  readonly event: Envelope
  /** Service that gives it; a person does otherwise. */
  readonly by?: 'wgx' | 'hauski' | 'heimlern'
}

/** Answers that look right and are not of these bytes, not to this question, or not a person's. */
export const badAnswer = (random: Random, question: Question, other: Question): BadAnswer => {
  const hash = question.contentSha256
  const flipped = hash.slice(0, -1) + (hash.endsWith('0') ? '1' : '0')
  const of = (kind: string, option: string, data: object = {}, more: object = {}): BadAnswer => ({
    kind,
    event: answerTo(question, option, { data, envelope: more }),
  })
  return random.pick<() => BadAnswer>([
    () => of('a yes to other bytes', 'approve', { content_sha256: flipped }),
    () => of('a yes to the bytes of another question', 'approve', { content_sha256: other.contentSha256 }),
    () => of('a yes to no bytes', 'approve', { content_sha256: undefined }),
    () => of('no option that was offered', random.pick(['Approve', 'approve ', 'yes', 'appr\u043eve', 'do'])),
    () => {
      const by = random.pick(['wgx', 'hauski', 'heimlern'] as const)
      return { ...of('a yes by a service', 'approve', {}, { source: `heimgewebe/${by}` }), by }
    },
  ])()
}

/** Orders that lean on a yes and are not what it was said to, with the key of heimgeist itself. */
export class Swapper {
  constructor(
    private readonly random: Random,
    private readonly mesh: ActingMesh,
    private readonly attacker: Attacker,
  ) {}

  /**
   * Asks hauski for something with the key of the one service that may ask: other bytes, another branch, the same once more,
   * under the genuine answer, or under one that did not count. `answers`: all answers to the question.
   */
  async swap(n: number, act: Logged, answers: readonly string[]): Promise<string> {
    const { data } = act
    const given = data['arguments'] as { branch: string; files: { path: string; content: string }[] }
    const evil = { ...given, files: given.files.map((file) => ({ ...file, content: `evil ${n}\n` })) }
    const other = { ...given, branch: `heimgewebe/evil-${n}` }
    const order = (
      kind: string,
      more: Readonly<Record<string, unknown>>,
    ): readonly [string, Record<string, unknown>] => [kind, { ...data, approval: this.random.pick(answers), ...more }]
    const [kind, asked] = this.random.pick([
      order('other bytes after the yes', { arguments: evil, content_sha256: contentHash(evil) }),
      order('other bytes under the hash of the yes', { arguments: evil }),
      order('another branch after the yes', { arguments: other, content_sha256: contentHash(other) }),
      order('the same once more', {}),
      order('a change that is called a word', { class: 'say', arguments: other, content_sha256: contentHash(other) }),
      order('no yes at all', { approval: undefined, arguments: other, content_sha256: contentHash(other) }),
      order('a yes that nobody said', { approval: envelope('x', 'x', {}).id }),
    ])
    const event = envelope('action.requested.v1', `action/${n}`, asked, {
      source: 'heimgewebe/heimgeist',
      causationid: data['decision'],
    })
    await this.attacker.append('heimgeist', [event])
    return `${kind}, by the key of heimgeist`
  }

  /** Kills one of those that are in the middle of it. */
  kill(): string | undefined {
    const { heimgeist, hauski, chronik, nats, postgres } = this.mesh
    // The servers take longest to be there again, and have a campaign of their own.
    const rare = this.random.chance(0.15)
    const part = this.random.pick(rare ? [chronik, nats.part, postgres.part] : [heimgeist, hauski])
    return part.kill('SIGKILL') ? `kill ${part.name}` : undefined
  }

  /** From now on restarts of both actors strike at a place that matters, by chance. */
  arm(): void {
    for (const part of [this.mesh.heimgeist, this.mesh.hauski])
      part.arm = () =>
        this.random.chance(0.5)
          ? { HEIMGEWEBE_FAILPOINT: `${this.random.pick(CONSUMER)}:${this.random.int(1, 6)}` }
          : {}
  }

  /** Nothing strikes any more. */
  disarm(): void {
    for (const part of [this.mesh.heimgeist, this.mesh.hauski]) {
      part.arm = () => ({})
      if (Object.keys(part.armed).length > 0) part.kill('SIGKILL')
    }
  }

  /** Failpoints that struck. */
  get struck(): number {
    return this.mesh.heimgeist.struck + this.mesh.hauski.struck
  }
}
