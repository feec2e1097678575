import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Envelope, envelope } from '../acting/attacker.js'
import { verdict } from '../checker/check.js'
import { natsDoor } from '../load/doors.js'
import { newId } from '../load/event.js'
import { HostileModel } from '../model/hostile-model.js'
import { harmIn, hashOfRights, judgeLog, Trap } from '../model/oracle.js'
import { FACTS, SECRETS_IN_FACTS } from '../model/words.js'
import { freePort } from '../rig/ports.js'
import type { Random } from '../rig/random.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, syncOf } from './campaign.js'
import { grows, rssOf, summary } from './p29-soak.js'

/** Texts that are under way at the same time. */
const UNDER_WAY = 100
/** Calls below which a campaign is a short one: with fewer texts at the same time, and killed once. */
const SHORT = 500
/** Incidents that they are about. */
const INCIDENTS = 8
/** Texts that the budget has room for at the end, and that are wanted then. */
const LEFT = 5
/** Tries to append a wish. */
const TRIES = 10
const WANTED = 25
/** Memory that heimgeist may take at most, in MiB. */
const MOST_MIB = 700
const SERVICES = ['heimgeist', 'leitstand', 'hauski'] as const
/** Those that hear of every text, so that their place in the log tells when they are done. */
const LISTENERS = ['heimgeist', 'leitstand'] as const

/**
 * P24: a language model that an attacker controls. heimgeist asks it, leitstand shows what it wrote, hauski would act; the
 * facts of the questions are injections too. heimgeist is killed meanwhile, and in the end its budget is nearly spent.
 */
export const p24: Campaign = {
  id: 'P24',
  title: 'A hostile model does nothing but write marked text, and spends no more than it may',
  unit: 'calls',
  chunk: 2500,
  short: 150,
  shortSeconds: 116,
  services: SERVICES,
  async run({ n, random, bundles }) {
    const trap = new Trap()
    const key = `sk-canary-${randomBytes(16).toString('hex')}`
    const environment = `canary-environment-${randomBytes(8).toString('hex')}`
    const address = await trap.start()
    const secrets = [key, environment, ...SECRETS_IN_FACTS]
    const { model, url } = await HostileModel.start(random.fork(), { trap: address, key }, secrets)
    const port = await freePort()
    const rig = await Rig.start({
      bundles,
      consumers: [],
      more: SERVICES.map((name) => ({
        name,
        program: bundles.services[name]!,
        env: environmentOf(name, address, environment, port),
      })),
    })
    try {
      writeFileSync(join(rig.folder, 'key'), key, { mode: 0o600 })
      writeFileSync(join(rig.folder, 'models.json'), modelsAt(url, join(rig.folder, 'key')))
      const campaign = new Wishing(rig, random, model, `http://127.0.0.1:${port}`)
      await campaign.begin()
      const before = await hashOfRights((text) => rig.postgres.query(text), ['heimgeist', 'hauski'])
      await campaign.until(n)
      const over = await campaign.overspend()
      const log = await judgeLog(rig.postgres.url, campaign.start, campaign.wishes, [key, environment, rig.token])
      const after = await hashOfRights((text) => rig.postgres.query(text), ['heimgeist', 'hauski'])
      const { memory, kills } = campaign
      const peak = Math.max(...memory)
      // A process that has just begun grows into its heap, on a slow machine for as long as a short campaign lasts.
      const isGrowing = peak > MOST_MIB || (n >= SHORT && grows(memory))
      const written = log.outcomes['written'] ?? 0
      const verdicts = [
        ...log.verdicts,
        verdict(
          'P24 no right, policy, approval or act is another',
          model.calls,
          before === after ? [] : [differenceOf(before, after)],
        ),
        verdict('P24 no secret in a question', model.calls, model.leaked),
        verdict(
          'P24 nobody else is spoken to',
          model.calls,
          trap.touched === 0 ? [] : [`${trap.touched} connections to the trap`],
        ),
        verdict('P24 nothing on the page that a browser would fetch', campaign.pages, campaign.harms),
        verdict('P24 the budget holds, also after a kill', over.wanted, over.problems),
        verdict(
          'P24 memory is bounded',
          memory.length,
          isGrowing ? [`${Math.round(peak)} MiB at most, ${summary(memory)}`] : [],
        ),
        verdict(
          'I14 attacks were made, and some text got through',
          model.calls,
          written > 0 && model.calls >= n && kills > 0 ? [] : ['too little'],
        ),
      ]
      const isBroken = verdicts.some(({ ok }) => !ok)
      return {
        n: model.calls,
        faults: { ...model.made, 'heimgeist killed': kills },
        counts: {
          texts: campaign.wishes.size,
          ...log.outcomes,
          sentences: log.sentences,
          pages: campaign.pages,
          peakMib: Math.round(peak),
        },
        verdicts,
        sync: await syncOf(rig),
        ...(isBroken && { logs: rig.lastWords() }),
      }
    } finally {
      await rig.stop()
      model.stop()
      trap.stop()
    }
  },
}

/** Settings of the services. Every way by which a library is known to send elsewhere what it is asked leads to the trap. */
const environmentOf = (name: string, trap: string, canary: string, port: number): NodeJS.ProcessEnv => ({
  [`${name.toUpperCase()}_PORT`]: name === 'leitstand' ? String(port) : '0',
  HEIMGEWEBE_READS_PER_MINUTE: '0',
  HEIMGEIST_PROMPTS: join(process.cwd(), 'services/heimgeist/prompts'),
  HEIMGEIST_MODEL_TIMEOUT: '400ms',
  HEIMGEIST_MODEL_BREAK_AFTER: '1000000',
  ...budget(10_000_000),
  LANGSMITH_TRACING: 'true',
  LANGCHAIN_TRACING_V2: 'true',
  LANGSMITH_ENDPOINT: trap,
  LANGSMITH_API_KEY: canary,
  OPENAI_BASE_URL: trap,
  OPENAI_API_KEY: canary,
  OPENAI_ORGANIZATION: canary,
  OPENAI_PROJECT_ID: canary,
  HTTP_PROXY: trap,
  HTTPS_PROXY: trap,
})

const budget = (texts: number): NodeJS.ProcessEnv => ({
  HEIMGEIST_MODEL_TEXTS_PER_DAY: String(texts),
  HEIMGEIST_MODEL_TOKENS_PER_DAY: '1000000000000000',
  HEIMGEIST_MODEL_USD_PER_DAY: '1000000000',
})

const modelsAt = (url: string, key_file: string): string => {
  const model = { url, model: 'm', key_file, usd_per_million: { input: 1, output: 2 } }
  return JSON.stringify({
    models: [
      { name: 'first', ...model },
      { name: 'second', ...model, json: 'none' },
    ],
    uses: ['post_mortem', 'lint_rule'],
  })
}

const differenceOf = (before: string, after: string): string =>
  after
    .split('\n')
    .filter((line) => !before.split('\n').includes(line))
    .join('; ')

/** Asks for texts, kills heimgeist in between, and looks at the page. */
class Wishing {
  readonly wishes = new Map<string, Set<string>>()
  readonly memory: number[] = []
  readonly harms: string[] = []
  pages = 0
  kills = 0
  /** Position of the log at which it began. */
  start = 0
  private door: Awaited<ReturnType<typeof natsDoor>> | undefined

  constructor(
    private readonly rig: Rig,
    private readonly random: Random,
    private readonly model: HostileModel,
    private readonly leitstand: string,
  ) {}

  async begin(): Promise<void> {
    this.door = await natsDoor(this.rig.nats.url, 'leitstand')
    await this.send(Array.from({ length: INCIDENTS }, (_, n) => incident(n, this.random)))
    await this.rest()
    this.start = await this.head()
  }

  /** Wants texts until the model was called so often; kills heimgeist a few times in between. */
  async until(n: number): Promise<void> {
    const isShort = n < SHORT
    const most = isShort ? UNDER_WAY / 4 : UNDER_WAY
    const killsAt = (isShort ? [0.5] : [0.3, 0.5, 0.7]).map((share) => Math.floor(share * n))
    while (this.model.calls < n) {
      await this.want(most / 4)
      while (this.wishes.size - (await this.over()) > most) await this.pause()
      if (this.model.calls >= (killsAt[0] ?? Infinity)) {
        killsAt.shift()
        if (this.heimgeist.kill('SIGKILL')) this.kills++
      }
      if (this.random.chance(0.05)) await this.look()
    }
    await this.rest()
    for (let at = 0; at < INCIDENTS; at++) await this.look(at)
  }

  /** Kills heimgeist once more and lets it come back with room for a few texts only; more are wanted than that. */
  async overspend(): Promise<{ wanted: number; problems: string[] }> {
    const [row] = await this.rig.postgres.query<{ n: number }>('select count(*)::int as n from heimgeist.text')
    this.heimgeist.arm = () => budget(row!.n + LEFT)
    if (this.heimgeist.kill('SIGKILL')) this.kills++
    const { frames } = this.model
    const seen = frames.size
    await this.want(WANTED)
    await this.rest()
    const asked = frames.size - seen
    return {
      wanted: WANTED,
      problems: asked > LEFT ? [`${asked} texts were asked for, and there was room for ${LEFT}`] : [],
    }
  }

  private get heimgeist() {
    return this.rig.more.find(({ name }) => name === 'heimgeist')!
  }

  private async want(count: number): Promise<void> {
    const wanted = Array.from({ length: count }, () => wish(this.random))
    for (const { id, data } of wanted)
      this.wishes.set(id, new Set((data as { facts: { events: string[] }[] }).facts.flatMap(({ events }) => events)))
    await this.send(wanted)
  }

  private async send(events: readonly object[]): Promise<void> {
    // At a high load an answer may come too late; the same events again are the same.
    for (let tries = 1; ; tries++) {
      const answer = await this.door!.send(events as never).catch(() => undefined)
      if (answer?.ok) return
      if (answer?.sure || tries === TRIES) throw new Error(`the log refused a wish: ${answer?.code ?? 'no answer'}`)
    }
  }

  /** Texts that are over, as the log says. */
  private async over(): Promise<number> {
    const [row] = await this.rig.postgres.query<{ n: number }>(
      `select count(*)::int as n from chronik.log where type = 'text.finished.v1' and position > $1`,
      [this.start],
    )
    return row!.n
  }

  private async pause(): Promise<void> {
    await sleep(200)
    if (this.heimgeist.alive) this.memory.push(rssOf(this.heimgeist))
  }

  /** Waits until every text has its result and the page has heard of it. */
  private async rest(): Promise<void> {
    for (const end = Date.now() + 120_000; ; await this.pause()) {
      const head = await this.head()
      const places = await this.rig.postgres
        .query<{ position: number }>(
          LISTENERS.map((name) => `select position::int from ${name}.mesh_cursor`).join(' union all '),
        )
        .catch(() => [])
      const isOver = (await this.over()) >= this.wishes.size
      if (isOver && places.length === LISTENERS.length && places.every(({ position }) => position >= head)) return
      if (Date.now() > end)
        throw new Error(`not at rest after two minutes: ${await this.over()} of ${this.wishes.size} texts`)
    }
  }

  private async head(): Promise<number> {
    const [row] = await this.rig.postgres.query<{ n: number }>('select (next - 1)::int as n from chronik.sequencer')
    return row!.n
  }

  /** Looks at the room of an incident as a person would. */
  private async look(at = this.random.int(0, INCIDENTS - 1)): Promise<void> {
    const room = `${this.leitstand}/api/incidents/${encodeURIComponent(`incident/hostile-${at}`)}`
    const headers = { authorization: `Bearer ${this.rig.token}` }
    const [markdown, json] = await Promise.all([fetch(`${room}/post-mortem`, { headers }), fetch(room, { headers })])
    if (!markdown.ok || !json.ok) throw new Error(`leitstand answers ${markdown.status} and ${json.status}`)
    const { prose } = (await json.json()) as { prose?: { sentences: { text: string }[] } }
    const parts = (await markdown.text()).split('\n## Written by ')
    if (parts.length > 2) this.harms.push('a second heading of a model')
    this.harms.push(...harmIn(parts[1] ?? ''), ...(prose?.sentences ?? []).flatMap(({ text }) => harmIn(text)))
    this.pages++
  }
}

const event = (type: string, subject: string, data: Readonly<Record<string, unknown>>): Envelope =>
  envelope(type, subject, data, { source: 'heimgewebe/leitstand', partitionkey: subject })

const wish = (random: Random) => {
  const use = random.chance(0.8) ? 'post_mortem' : 'lint_rule'
  const about = use === 'post_mortem' ? `incident/hostile-${random.int(0, INCIDENTS - 1)}` : 'mining/acme/shop'
  const facts = Array.from({ length: random.int(1, 5) }, () => ({
    text: random.pick(FACTS).replaceAll('\u0000', ' '),
    events: [newId()],
  }))
  return event('text.requested.v1', about, { use, about, repository: 'acme/shop', requested_by: 'leitstand', facts })
}

const incident = (n: number, random: Random) =>
  event('incident.detected.v1', `incident/hostile-${n}`, {
    repository: 'acme/shop',
    title: random.pick(FACTS).replaceAll('\u0000', ' ').slice(0, 900),
    severity: 'error',
    detected_at: new Date().toISOString(),
  })
