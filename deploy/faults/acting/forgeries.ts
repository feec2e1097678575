import { contentHash } from '@heimgewebe/contracts'
import type { ServiceName } from '../../cli/src/stack/services.js'
import type { Random } from '../rig/random.js'
import { type Answered, type Attacker, type Envelope, envelope, exampleOf } from './attacker.js'
import type { ActingMesh } from './mesh.js'
import { PR, type Question, answerTo } from './people.js'

/** Something genuine that forgeries lean on. */
export interface Genuine {
  /** A question that waits. */
  readonly open: Question
  /** One that was answered with yes, its answer, and the act that followed. */
  readonly answered: {
    readonly question: Question
    readonly answer: Envelope
    readonly act: string
    readonly decision: string
  }
  /** A command that was carried out. */
  readonly command: Envelope
}

/** One attack: what was sent, what was said to it, and whether it may stand in the log at all. */
export interface Attack {
  readonly kind: string
  readonly ids: readonly string[]
  readonly answered: Answered
  /** False where nothing of it may be in the log. */
  readonly mayEnter: boolean
}

/** Services that are no voice of a person and have no say in what is done here. */
const STRANGERS: readonly ServiceName[] = ['sichter', 'wgx', 'semantah']

type Forge = (n: number) => Envelope

/** Makes attacks at random. */
export class Forger {
  constructor(
    private readonly random: Random,
    private readonly mesh: ActingMesh,
    private readonly attacker: Attacker,
    private readonly genuine: Genuine,
  ) {}

  /** One attack of a kind that chance picks; `n` tells its traces from all others. */
  next(n: number): Promise<Attack> {
    const dice = this.random.next()
    if (dice < 0.002) return this.foreignKey()
    if (dice < 0.02) return this.foreignSubject(n)
    if (dice < 0.03) return this.foreignDoor(n)
    if (dice < 0.3) return this.foreignSource(n)
    if (dice < 0.55) return this.ownName(n)
    if (dice < 0.75) return this.httpToken(n)
    if (dice < 0.87) return this.strangersComment(n)
    return this.replay(n)
  }

  private async foreignKey(): Promise<Attack> {
    const answered = (await this.attacker.connects(this.random.chance(0.5))) ? 'taken' : 'refused'
    return { kind: 'a key that nobody made, or none', ids: [], answered, mayEnter: false }
  }

  /** Right into the stream, the API of JetStream, or the inbox of another. */
  private async foreignSubject(n: number): Promise<Attack> {
    const event = this.forge(n)
    const subject = this.random.pick([
      `heimgewebe.${event.type}.07`,
      '$JS.API.STREAM.DELETE.HEIMGEWEBE',
      '$JS.API.CONSUMER.DURABLE.CREATE.HEIMGEWEBE.evil',
      '_INBOX_heimgeist.forged',
      'chronik.consumer.hauski',
    ])
    await this.attacker.publish(this.stranger(), subject, event)
    return { kind: 'a subject of another account', ids: [event.id], answered: 'no answer', mayEnter: false }
  }

  private async foreignDoor(n: number): Promise<Attack> {
    const event = { ...this.forge(n), source: 'heimgewebe/heimgeist' }
    const answered = await this.attacker.append(this.stranger(), [event], 'heimgeist')
    return { kind: 'the door of another account', ids: [event.id], answered, mayEnter: false }
  }

  /** At the own door, in the name of another. */
  private async foreignSource(n: number): Promise<Attack> {
    const source = this.random.pick([
      'heimgewebe/heimgeist',
      'heimgewebe/chronik',
      'heimgewebe/leitstand',
      'heimgewebe/hauski',
      '/leitstand/page',
      'urn:heimgewebe:cli',
      'heimgewebe/WGX',
      'heimgewebe/heimgeist ',
    ])
    const name = this.stranger()
    const forged = { ...this.forge(n), source }
    // Hidden behind one that may be said.
    const honest = envelope('ci.result.v1', `ci/acme/shop/${n}`, exampleOf('ci.result.v1'), {
      source: `heimgewebe/${name}`,
    })
    const events = this.random.chance(0.3) ? [honest, forged] : [forged]
    const answered = await this.attacker.append(name, events)
    return { kind: 'another source', ids: events.map(({ id }) => id), answered, mayEnter: false }
  }

  /** In the own name, what only others may say; the person stands in the text and in the actor. */
  private async ownName(n: number): Promise<Attack> {
    const name = this.stranger()
    const event = { ...this.forge(n), source: `heimgewebe/${name}` }
    const answered = await this.attacker.append(name, [event])
    return { kind: `${event.type} of another service`, ids: [event.id], answered, mayEnter: true }
  }

  private async httpToken(n: number): Promise<Attack> {
    const { append, expired, read } = this.mesh.tokens
    const token = this.random.pick([undefined, read, expired, append, append, append, `${append}x`, 'Bearer', ''])
    const forged: Envelope = {
      ...this.forge(n),
      source: this.random.pick(['urn:heimgewebe:cli', 'https://ci.example', 'heimgewebe/heimgeist', '/leitstand/page']),
    }
    // What happened in the world may be told with this token: in no name of the mesh.
    const told = token === append && this.random.chance(0.3)
    const own = this.random.pick(['heimgewebe/heimgeist', '/leitstand/page', 'heimgewebe/wgx'])
    const event = told ? { ...this.comment('@heimgewebe/wgx /guard auth', 'ada'), source: own } : forged
    const honest = envelope('ci.result.v1', `ci/acme/shop/${n}`, exampleOf('ci.result.v1'))
    const batch = event.type !== 'comment.created.v1' && this.random.chance(0.3) ? [honest, event] : undefined
    // A comment in the name of nobody of the mesh is for strangersComment.
    if (event === forged && event.type === 'comment.created.v1') return this.strangersComment(n)
    const answered = await this.attacker.post(batch ?? event, token)
    const ids = (batch ?? [event]).map(({ id }) => id)
    return { kind: `HTTP with ${this.nameOf(token)}`, ids, answered, mayEnter: false }
  }

  /** A comment that a tool tells of, by somebody who may give no commands, however much they look like somebody who may. */
  private async strangersComment(n: number): Promise<Attack> {
    const author = this.random.pick([
      'mallory',
      '\u0430da',
      'ada\u200b',
      'a\u00adda',
      'ada,mallory',
      '*',
      'ada=wgx',
      'person/ada',
    ])
    const text = this.random.pick([
      '@heimgewebe/wgx /guard auth',
      `@heimgewebe/hauski /revert ${this.mesh.head}`,
      `by ada:\n@heimgewebe/wgx /smoke x${n}`,
      '@heimgewebe/heimgeist /link-epic evil',
    ])
    const event = this.comment(text, author)
    const answered = await this.attacker.post(event, this.mesh.tokens.append)
    return { kind: 'a comment by somebody else', ids: [event.id], answered, mayEnter: true }
  }

  /** What was genuine once: the same again, the same id with other content, or the same content under another id. */
  private async replay(n: number): Promise<Attack> {
    const { answered: before, command } = this.genuine
    const again = this.random.pick([command, before.answer])
    const dice = this.random.next()
    if (dice < 0.35) {
      const answered = await this.attacker.post(again, this.mesh.tokens.owner)
      return { kind: 'a replay', ids: [], answered, mayEnter: true }
    }
    if (dice < 0.65) {
      const other = { ...again, data: { ...this.forge(n).data, by: 'ada', text: 'wgx /guard evil' } }
      const answered = await this.attacker.post({ ...other, type: 'command.given.v1' }, this.mesh.tokens.owner)
      return { kind: 'other content under a taken id', ids: [], answered, mayEnter: true }
    }
    const { id } = envelope('x', 'x', {})
    if (dice < 0.85) {
      // A yes is good for one act; said again it is good for none.
      const event = { ...before.answer, id, correlationid: id }
      const answered = await this.attacker.post(event, this.mesh.tokens.owner)
      return { kind: 'a taken answer under another id', ids: [id], answered, mayEnter: true }
    }
    const name = this.stranger()
    const event = { ...again, id, correlationid: id, source: `heimgewebe/${name}`, causationid: again.id }
    const answered = await this.attacker.append(name, [event])
    return { kind: 'a taken command under another id', ids: [id], answered, mayEnter: true }
  }

  private comment(text: string, author: string): Envelope {
    const data = {
      repository: 'acme/shop',
      about: PR,
      author: { name: author },
      text,
      // What is old is refused as late, whoever wrote it.
      created_at: new Date().toISOString(),
    }
    return envelope('comment.created.v1', PR, data, { source: 'https://ci.example', actor: 'person/ada' })
  }

  private stranger(): ServiceName {
    return this.random.pick(STRANGERS)
  }

  private nameOf(token: string | undefined): string {
    const { append, expired, read } = this.mesh.tokens
    if (token === append) return 'a token to tell of the world'
    return token === read ? 'a token to read' : token === expired ? 'an expired token' : 'no token or a wrong one'
  }

  /** A command of the mesh, whole and within its contract, that nobody here may give. */
  private forge(n: number): Envelope {
    return this.random.pick(this.forges)(n)
  }

  private readonly forges: readonly Forge[] = [
    () => this.byAda('command.given.v1', PR, { text: 'wgx /guard evil', change: PR }),
    () => this.byAda('command.given.v1', PR, { text: `hauski /revert ${this.mesh.head}`, repository: 'acme/shop' }),
    (n) => this.byAda('command.given.v1', PR, { text: `heimgeist /open-epic "evil-${n}: x"` }),
    () => answerTo(this.genuine.open, this.random.pick(['approve', 'reject'])),
    (n) => this.act(n),
    (n) => this.act(n),
    () => this.byAda('policy.changed.v1', 'policy/default', this.policy()),
    () => this.byAda('level.changed.v1', 'level/all', { from: 2, to: 3, reason: 'it was good', events: [] }),
    (n) =>
      envelope('rule.enacted.v1', `rule/acme/shop/evil-${n}`, {
        ...exampleOf('rule.enacted.v1'),
        rule: `evil-${n}`,
        kind: 'policy',
        areas: ['auth'],
        policy: { raise_to: 'high', guards: ['evil'] },
      }),
    (n) => envelope('rule.retired.v1', `rule/acme/shop/evil-${n}`, exampleOf('rule.retired.v1')),
    () =>
      envelope('alarm.rang.v1', `approval/${this.genuine.open.id}`, {
        alarm: `expire/${this.genuine.open.id}`,
        about: this.genuine.open.id,
      }),
    () =>
      this.byAda('switch.thrown.v1', 'switch/all', { state: this.random.pick(['stopped', 'released']), reason: 'x' }),
    () => envelope('agent.registered.v1', 'agent/security-scanner', exampleOf('agent.registered.v1')),
    () => this.comment('@heimgewebe/wgx /guard auth', 'ada'),
    () =>
      envelope('repository.registered.v1', 'repository/acme/shop', {
        ...exampleOf('repository.registered.v1'),
        location: '/tmp/elsewhere',
      }),
  ]

  private byAda(type: string, subject: string, data: Readonly<Record<string, unknown>>): Envelope {
    const more = { actor: 'person/ada', causationid: this.genuine.command.id }
    return envelope(type, subject, { ...data, by: 'ada' }, more)
  }

  private policy(): Record<string, unknown> {
    const content = { level: 3 }
    return { policy: 'default', version: 2, content, content_sha256: contentHash(content) }
  }

  /** An order to hauski that leans on a genuine decision and a genuine yes. */
  private act(n: number): Envelope {
    const { answered: before } = this.genuine
    const files = [{ path: 'evil.txt', content: `evil ${n}\n` }]
    const given = { branch: `heimgewebe/evil-${n}`, title: `Evil ${n}`, files }
    const data = {
      repository: 'acme/shop',
      act: 'commit_files',
      class: this.random.pick(['change', 'say']),
      agent: 'heimlern',
      arguments: given,
      content_sha256: contentHash(given),
      decision: before.decision,
      ...(this.random.chance(0.5) ? { approval: before.answer.id } : {}),
      level: this.random.pick([2, 3]),
    }
    return envelope('action.requested.v1', `action/evil-${n}`, data, {
      causationid: before.decision,
      correlationid: before.question.id,
    })
  }
}
