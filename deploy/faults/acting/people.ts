import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Attacker, type Envelope, envelope } from './attacker.js'
import type { ActingMesh } from './mesh.js'
import type { Logged } from './oracle.js'

/** Change that commands are about. */
export const PR = 'pr/acme/shop/42'
/** Longest wait for something that must follow, in milliseconds. */
const PATIENCE_MS = 90_000

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A rule as it was proposed: where its text would stand, and the branch that hauski would write it to. */
export interface Proposal {
  readonly event: Envelope
  readonly path: string
  readonly content: string
  readonly branch: string
}

/** Proposes a rule as heimlern does, whose text is known to whoever wrote it. */
export const proposal = (rule: string, version: number, content: string): Proposal => {
  const path = `.github/heimgewebe/${rule}.yml`
  const event = envelope(
    'rule.proposed.v1',
    `rule/acme/shop/${rule}`,
    {
      repository: 'acme/shop',
      rule,
      kind: 'lint_rule',
      name: `Rule ${rule}`,
      version,
      rationale: 'It led to an incident three times.',
      content,
      content_sha256: sha256(content),
      path,
      proof: { fires_on: [`change/acme/shop/${'a'.repeat(40)}`], silent_on: 200, false_alarms: 0 },
      events: [],
    },
    { source: 'heimgewebe/heimlern' },
  )
  return { event, path, content, branch: `refs/heads/heimgewebe/${rule}-v${version}` }
}

/** A question as the log has it. */
export interface Question {
  readonly id: string
  readonly deadline: string
  readonly contentSha256: string
}

/** The answer of a person, as the command line sends it. */
export const answerTo = (
  { id, contentSha256 }: Question,
  option: string,
  more: { readonly data?: object; readonly envelope?: object } = {},
): Envelope =>
  envelope(
    'approval.given.v1',
    `approval/${id}`,
    { request: id, option, by: 'person/ada', content_sha256: contentSha256, ...more.data },
    { actor: 'person/ada', ...more.envelope },
  )

/** People with the owner's token, who do what they may: each is asked until it is known whether it was taken. */
export class People {
  constructor(
    private readonly mesh: ActingMesh,
    private readonly attacker: Attacker,
  ) {}

  /** Says where the repository is, and that there is a change. */
  async begin(): Promise<void> {
    const { repository, head } = this.mesh
    const registered = { repository: 'acme/shop', location: repository, default_branch: 'main', shallow: false }
    await this.say(envelope('repository.registered.v1', 'repository/acme/shop', registered))
    const opened = { repository: 'acme/shop', number: 42, title: 'Refresh tokens', author: { name: 'Ada' } }
    const change = { branch: 'feature', base_branch: 'main', head, added: 1, deleted: 0, files_known: false, files: [] }
    await this.say(envelope('pr.opened.v1', PR, { ...opened, ...change }))
  }

  /** Appends with the owner's token, again until there is an answer. */
  async say(event: Envelope): Promise<'taken' | 'refused'> {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      const answered = await this.attacker.post(event, this.mesh.tokens.owner)
      if (answered !== 'no answer') return answered
      if (Date.now() > end) throw new Error(`nobody takes ${event.type}\n${this.mesh.lastWords()}`)
    }
  }

  /** Proposes as heimlern, again until there is an answer, and gives the question that follows. */
  async propose({ event }: Proposal): Promise<Question> {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      const answered = await this.attacker.append('heimlern', [event])
      if (answered === 'refused') throw new Error('a proposal was refused at the door')
      if (answered === 'taken') break
      if (Date.now() > end) throw new Error(`nobody takes a proposal\n${this.mesh.lastWords()}`)
    }
    const asked = await this.await('approval.requested.v1', 'about', event.id)
    const { deadline, content_sha256: contentSha256 } = asked.data as { deadline: string; content_sha256: string }
    return { id: asked.id, deadline, contentSha256 }
  }

  /** A command that the owner gives. */
  command(text: string): Envelope {
    return envelope('command.given.v1', PR, { text, by: 'ada', change: PR }, { actor: 'person/ada' })
  }

  /** The first event of a type whose data hold this value, once it is in the log. */
  async await(type: string, field: string, value: string): Promise<Logged> {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(40)) {
      const found = await this.find(type, field, value).catch(() => undefined)
      if (found) return found
      if (Date.now() > end) throw new Error(`no ${type} with ${field} ${value}\n${this.mesh.lastWords()}`)
    }
  }

  /** The same, if it is there. */
  async find(type: string, field: string, value: string): Promise<Logged | undefined> {
    const [row] = await this.mesh.postgres.query<Omit<Logged, 'data'> & { body: string }>(
      `select id, type, source, causationid, body from chronik.log
        where type = $1 and body::jsonb -> 'data' ->> $2 = $3 order by position limit 1`,
      [type, field, value],
    )
    return row && { ...row, data: (JSON.parse(row.body) as { data: Logged['data'] }).data }
  }
}
