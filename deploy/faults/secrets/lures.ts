import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Envelope, envelope } from '../acting/attacker.js'
import { proposal } from '../acting/people.js'
import { type Door, natsDoor } from '../load/doors.js'
import { newId } from '../load/event.js'
import type { Random } from '../rig/random.js'
import type { Rig } from '../rig/rig.js'
import type { Canaries } from './canaries.js'

/** Ways in which a secret comes to where somebody could read it. */
export const LURES = [
  'a place with a password, in the log',
  'a place with a password, on the page',
  'a place with a password, of a service',
  'a token in an address',
  'a wrong token',
  'a broken body under a secret',
  'a delivery with the secret as its proof',
  'a delivery with a wrong proof',
  'a question that providers are told',
  'a text of a model',
  'a matter of the loop',
  'a look at what is shown',
] as const
/** One of them, or what disturbs the services meanwhile. */
export type Lure = (typeof LURES)[number] | 'a service killed' | 'a database away'

/** Lures between two kills, and between two losses of the database. */
const [A_KILL, A_LOSS] = [100, 400] as const

/** What to do next: each lure once first, then by lot, and a disturbance now and then. */
export const lureAt = (place: number, random: Random): Lure => {
  if (place % A_LOSS === 90) return 'a database away'
  if (place % A_KILL === 60) return 'a service killed'
  return LURES[place] ?? random.pick(LURES)
}

/** What became of a lure. */
export interface Lured {
  readonly kind: Lure
  readonly refused: boolean
  /** What must not have been, such as a place with a password that was taken. */
  readonly wrong?: string
}

/** What people and programs read, by service. */
const READ: Readonly<Record<string, readonly string[]>> = {
  chronik: ['events?limit=1000', 'hosts', 'repositories', 'parked', 'metrics', 'readyz', 'openapi.json', 'log/archive'],
  heimgeist: ['approvals', 'decisions', 'agents', 'levels', 'texts/spent', 'metrics', 'readyz', 'policy'],
  hauski: ['actions', 'metrics', 'readyz'],
  leitstand: ['api/events', 'api/health', 'api/overview', 'api/repositories', 'api/approvals', 'metrics', 'readyz'],
}
/** Longest wait for an answer, in milliseconds. */
const TIMEOUT_MS = 8000

/** Sends lures, and looks at each answer. */
export class Lurer {
  answers = 0
  readonly found: string[] = []

  private constructor(
    private readonly rig: Rig,
    private readonly urls: Readonly<Record<string, string>>,
    private readonly canaries: Canaries,
    private readonly secrets: Readonly<Record<'github' | 'gitlab' | 'gitea' | 'forgejo', string>>,
    private readonly doors: Readonly<Record<'heimgeist' | 'heimlern' | 'leitstand', Door>>,
  ) {}

  static async start(
    rig: Rig,
    urls: Readonly<Record<'heimgeist' | 'hauski' | 'leitstand', string>>,
    canaries: Canaries,
    secrets: Readonly<Record<'github' | 'gitlab' | 'gitea' | 'forgejo', string>>,
  ): Promise<Lurer> {
    const door = (name: string): Promise<Door> => natsDoor(rig.nats.url, name)
    const [heimgeist, heimlern, leitstand] = await Promise.all(['heimgeist', 'heimlern', 'leitstand'].map(door))
    const doors = { heimgeist: heimgeist!, heimlern: heimlern!, leitstand: leitstand! }
    return new Lurer(rig, { ...urls, chronik: rig.chronikUrl }, canaries, secrets, doors)
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.doors).map((door) => door.close()))
  }

  /** Has a repository followed; throws where that is refused. */
  async watch(location: string): Promise<void> {
    const status = await this.post(envelope('watch.requested.v1', 'watch/shop', { location, repository: 'acme/shop' }))
    if (status >= 300) throw new Error(`a folder is not watched: ${status}`)
  }

  /** Looks at everything that is shown. */
  async read(): Promise<void> {
    for (const [service, paths] of Object.entries(READ))
      for (const path of paths) await this.ask(service, path, { headers: this.owner })
  }

  async lure(kind: Lure, random: Random): Promise<Lured> {
    const became = await this.DO[kind](random)
    return { kind, ...became }
  }

  private readonly DO: Readonly<Record<Lure, (random: Random) => Promise<Omit<Lured, 'kind'>>>> = {
    'a place with a password, in the log': async (random) => this.mustRefuse(await this.post(this.place(random))),
    'a place with a password, on the page': async (random) => {
      const body = JSON.stringify({ location: this.place(random).data['location'] })
      const headers = { ...this.owner, 'content-type': 'application/json' }
      return this.mustRefuse(await this.ask('leitstand', 'api/watch', { method: 'POST', headers, body }))
    },
    'a place with a password, of a service': async (random) => {
      const answer = await this.send('leitstand', this.place(random))
      return { refused: !answer, ...(answer && { wrong: 'a service appended a place with a password' }) }
    },
    'a token in an address': async (random) => {
      const name = random.pick(['token', 'access_token', 'private_token', 'key', 'password'])
      const path = random.pick(['events', 'repositories', 'nowhere', 'webhooks/gitlab', 'readyz'])
      return this.refused(await this.ask(this.service(random), `${path}?${name}=${this.canaries.make()}`, {}))
    },
    'a wrong token': async (random) => {
      const scheme = random.pick(['Bearer', 'Basic', 'token', 'Negotiate'])
      const headers = { authorization: `${scheme} ${this.canaries.make()}`, cookie: `session=${this.canaries.make()}` }
      return this.refused(
        await this.ask(this.service(random), random.pick(['events', 'actions', 'nowhere']), { headers }),
      )
    },
    'a broken body under a secret': async (random) => {
      const headers = {
        authorization: random.chance(0.5) ? `Bearer ${this.rig.token}` : `Bearer ${this.canaries.make()}`,
        'x-api-key': this.canaries.make(),
        'content-type': 'application/cloudevents+json',
      }
      const body = random.pick(['{', '[{}]', '{"type":1}', 'null', '{"data":{}}', '"'.repeat(50)])
      return this.refused(await this.ask('chronik', 'events', { method: 'POST', headers, body }))
    },
    'a delivery with the secret as its proof': (random) => {
      const host = random.pick(['github', 'gitlab', 'gitea', 'forgejo'] as const)
      return this.deliver(host, host === 'gitlab' ? `no${this.secrets.gitlab}` : this.secrets[host], random)
    },
    'a delivery with a wrong proof': (random) => {
      const host = random.pick(['github', 'gitlab', 'gitea', 'forgejo'] as const)
      return this.deliver(host, this.canaries.make(), random)
    },
    'a question that providers are told': async () => {
      const id = newId()
      const options = [{ id: 'fine', label: 'Fine' }]
      const reasons = [{ text: 'it failed', events: [newId()] }]
      const deadline = new Date(Date.now() + 3_600_000).toISOString()
      const data = {
        repository: 'acme/shop',
        about: newId(),
        title: 'Is it fine?',
        text: 'it failed',
        options,
        reasons,
      }
      const asks = { ...data, deadline, providers: ['slack', 'mail'] }
      return this.took(await this.send('heimgeist', envelope('approval.requested.v1', `approval/${id}`, asks, { id })))
    },
    'a text of a model': async () => {
      const about = `incident/lure-${newId()}`
      const facts = [{ text: 'Logins fail.', events: [newId()] }]
      const wish = { use: 'post_mortem', about, repository: 'acme/shop', requested_by: 'leitstand', facts }
      return this.took(await this.send('leitstand', envelope('text.requested.v1', about, wish)))
    },
    'a matter of the loop': async () =>
      this.took(await this.send('heimlern', proposal(`lure-${newId()}`, 1, 'id: lure\n').event)),
    'a look at what is shown': async (random) => {
      const service = this.service(random)
      await this.ask(service, random.pick(READ[service]!), { headers: this.owner })
      return { refused: false }
    },
    'a service killed': async (random) => {
      random.pick(this.rig.services).kill('SIGKILL')
      await sleep(300)
      return { refused: false }
    },
    'a database away': async () => {
      this.rig.postgres.part.kill('SIGQUIT')
      await this.rig.postgres.ready()
      await this.rig.ready()
      return { refused: false }
    },
  }

  private get owner(): Record<string, string> {
    return { authorization: `Bearer ${this.rig.token}` }
  }

  private service(random: Random): string {
    return random.pick(Object.keys(READ))
  }

  /** A wish to watch a place with a secret in it, in each form in which people write one. */
  private place(random: Random): Envelope {
    const secret = this.canaries.make()
    const host = random.pick(['git.example.org', 'git.example.org:8443', '127.0.0.1:1', '[::1]:1'])
    const location = random.pick([
      `https://ada:${secret}@${host}/acme/shop.git`,
      `https://${secret}@${host}/acme/shop.git`,
      `https://oauth2:${secret}@${host}/acme/shop`,
      `http://ada:${secret}@${host}/acme/shop.git`,
      `ssh://git:${secret}@${host}/acme/shop.git`,
      `git://${secret}@${host}/acme/shop.git`,
      `https://ada:p@${secret}@${host}/acme/shop.git`,
      `https://ada:p/${secret}@${host}/acme/shop.git`,
      `https:\\\\ada:${secret}@${host}\\acme\\shop.git`,
      `HTTPS://ada:${secret}@${host}/acme/shop.git`,
      `https://${host}/acme/shop.git?private_token=${secret}`,
      `https://${host}/acme/shop.git#${secret}`,
      `ada:${secret}@git.example.org:acme/shop.git`,
      `svn+ssh://ada:${secret}@${host}/acme`,
    ])
    return envelope('watch.requested.v1', `watch/${newId()}`, { location })
  }

  private async deliver(
    host: 'github' | 'gitlab' | 'gitea' | 'forgejo',
    proof: string,
    random: Random,
  ): Promise<Omit<Lured, 'kind'>> {
    const body = JSON.stringify({ action: 'opened', repository: { full_name: 'acme/shop' } })
    const signed = createHmac('sha256', proof).update(`${body} `).digest('hex')
    const shown = random.chance(0.5) ? proof : `sha256=${random.chance(0.5) ? proof : signed}`
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      [host === 'gitlab' ? 'x-gitlab-token' : host === 'github' ? 'x-hub-signature-256' : `x-${host}-signature`]: shown,
      [`x-${host}-event`]: 'pull_request',
      [`x-${host}-delivery`]: newId(),
    }
    return this.refused(await this.ask('chronik', `webhooks/${host}`, { method: 'POST', headers, body }))
  }

  private async post(event: Envelope): Promise<number> {
    const headers = { ...this.owner, 'content-type': 'application/cloudevents+json' }
    return this.ask('chronik', 'events', { method: 'POST', headers, body: JSON.stringify(event) })
  }

  /** Status of the answer, which is looked at; 0 where there is none. */
  private async ask(service: string, path: string, init: RequestInit): Promise<number> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const answer = await fetch(`${this.urls[service]}/${path}`, { ...init, signal, redirect: 'manual' })
      const text = `${JSON.stringify([...answer.headers])}\n${await answer.text()}`
      this.answers++
      const around = this.canaries.in(text)
      if (around !== undefined) this.found.push(`${service} ${path.split('?')[0]}: ${around}`)
      return answer.status
    } catch {
      return 0
    }
  }

  /** Appends as a service; true where it was taken. */
  private async send(as: keyof Lurer['doors'], event: Envelope): Promise<boolean> {
    const own = { ...event, source: `heimgewebe/${as}` }
    return this.doors[as].send([own as never]).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  private mustRefuse(status: number): Omit<Lured, 'kind'> {
    const taken = status >= 200 && status < 300
    return { ...this.refused(status), ...(taken && { wrong: 'a place with a password was taken' }) }
  }

  private refused(status: number): { refused: boolean } {
    return { refused: status >= 400 && status < 500 }
  }

  private took(taken: boolean): { refused: boolean } {
    return { refused: !taken }
  }
}
