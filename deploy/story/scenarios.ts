import { draft, type MeshEvent } from '@heimgewebe/contracts'
import { trackEpic } from './epic-scenario.js'
import type { GitHost } from './git-host.js'
import { type Desk, learnRule } from './lint-scenario.js'
import { type Shop, iso, login } from './shop.js'
import { guardOf, mergeOf, verdictOf, wordsOf } from './steps.js'
import type { Tale } from './tale.js'
import type { Variation } from './three-months.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** When the scenarios begin; the shop of them is another one, with a past of its own. */
export const SCENARIOS_FROM = Date.parse('2026-11-10T08:00:00Z')

/** What the scenarios are played with, beside their shop. */
export interface Stage {
  readonly desk: Desk
  /** Where the shop is hosted. */
  readonly host: GitHost
  readonly variation: Variation
}

/** Plays the four scenarios as far as services do them; the rest is said to be missing, never made up. */
export const playScenarios = async (tale: Tale, shop: Shop, { desk, host, variation }: Stage): Promise<void> => {
  await criticalChange(tale, shop, host, variation)
  await trackEpic(tale, shop, SCENARIOS_FROM + DAY_MS)
  await learnRule(tale, desk, SCENARIOS_FROM)
  await respondToIncident(tale, shop)
}

/** Scenario 1: a change of a critical file with a past is judged by it and guarded before anybody reviews it. */
const criticalChange = async (tale: Tale, shop: Shop, host: GitHost, { incidents }: Variation): Promise<void> => {
  tale.part('scenario-1', `Scenario 1: a change of a critical file with ${incidents} incidents in its past`)
  const { voice } = tale
  for (let n = 1; n <= incidents; n++) {
    const at = iso(SCENARIOS_FROM - (10 - n) * DAY_MS)
    await voice.tell(
      draft('incident.detected.v1', {
        subject: `incident/portal-${n}`,
        time: at,
        data: {
          repository: shop.name,
          service: 'auth',
          title: `logins fail, time ${n}`,
          severity: 'error',
          files: ['src/auth/login.sh'],
          detected_at: at,
        },
      }),
    )
  }
  tale.happens(`${incidents} incidents named src/auth/login.sh`)
  const change = await shop.propose({
    number: 201,
    title: 'auth: tokens of phones',
    author: 'Ada',
    at: SCENARIOS_FROM,
    files: { 'src/auth/login.sh': login('[ "$1" -lt 360000 ]') },
  })
  host.open(change)
  // The control: without the mesh the same change says nothing of its past, and goes on to its review like that.
  const alone = host.written()
  await voice.tell(await shop.opened(change))
  tale.happens(`Ada opens #201 (${change.head.slice(0, 10)}); before the mesh hears of it ${saidIn(alone)}`)
  const judged = await verdictOf(tale, shop, change)
  await tale.claim(
    'incidents',
    wordsOf(judged),
    judged,
    judged.data.reasons.flatMap(({ events }) => events),
  )
  await tale.claim('affected', `affected: ${judged.data.areas.join(', ')}`, judged)
  const finished = await guardOf(tale, shop, change)
  const warned = await voice.theOne(
    'decision.made.v1',
    'what is said of the failed guard of #201',
    ({ data }) => data.about === finished.id,
  )
  const reviews = (await voice.events('pr.reviewed.v1')).filter(({ subject }) => subject === shop.subject(change))
  await tale.claim(
    'warned',
    `heimgeist: ${warned.data.chosen}, since ${warned.data.reasons[0]?.text ?? 'no reason'}; reviews so far: ${reviews.length}`,
    warned,
  )
  const written = await voice.waitFor('the comment on #201', async () => {
    const found = host.written()
    return found.comments.some((text) => text.includes('auth-tests failed')) && found.statuses.length > 0
      ? found
      : undefined
  })
  const told = await voice.theOne(
    'action.finished.v1',
    'the comment on #201',
    ({ data }) => data.act === 'write_comment' && data.verdict === 'done',
  )
  await tale.claim('said-at-host', `at the git host ${saidIn(written)}`, told)
}

/** What stands at a change, in a line. */
const saidIn = ({ comments, statuses }: ReturnType<GitHost['written']>): string =>
  comments.length + statuses.length === 0
    ? 'nothing stands at it'
    : `stands ${[
        ...statuses,
        ...comments.map((text) =>
          JSON.stringify(
            text
              .replace(/<!--.*?-->/gs, '')
              .trim()
              .slice(0, 400),
          ),
        ),
      ].join('; ')}`

/** Scenario 4: an incident, three merges in the two hours before it, one of them in the service that broke. */
const respondToIncident = async (tale: Tale, shop: Shop): Promise<void> => {
  tale.part('scenario-4', 'Scenario 4: an incident in production')
  const { voice } = tale
  const broken = SCENARIOS_FROM + 2 * DAY_MS
  const merges = [
    { number: 211, area: 'web', file: 'page.html', title: 'web: larger letters', before: 300 },
    { number: 212, area: 'mail', file: 'mail.txt', title: 'mail: a new footer', before: 240 },
    { number: 213, area: 'web', file: 'page.html', title: 'web: a dark page', before: 100 },
    { number: 187, area: 'api', file: 'routes.txt', title: 'api: routes with a version', before: 70 },
    { number: 214, area: 'mail', file: 'mail.txt', title: 'mail: shorter subject', before: 20 },
  ] as const
  const heads = new Map<string, number>()
  await coverageOf(tale, shop, { sha: await shop.revision('main'), percent: 81, at: broken - DAY_MS })
  for (const { number, area, file, title, before } of merges) {
    const text = Array.from({ length: 12 }, (_, line) => `${area} ${number} ${line}\n`).join('')
    const at = broken - before * MINUTE_MS
    const change = await shop.propose({
      number,
      title,
      author: 'Mia',
      at: at - HOUR_MS,
      files: { [`src/${area}/${file}`]: text },
    })
    await voice.tell(await shop.opened(change))
    await coverageOf(tale, shop, { sha: change.head, number, percent: number === 187 ? 74 : 81, at: at - MINUTE_MS })
    heads.set(await mergeOf(tale, shop, change, at), number)
  }
  tale.happens('five changes were merged, three of them in the last two hours; #187 is the one in api')
  const started = performance.now()
  await voice.alert(shop.name, {
    startsAt: iso(broken),
    fingerprint: 'api-down',
    labels: { alertname: 'ApiDown', severity: 'critical', service: 'api' },
    annotations: {
      summary: 'api answers 404',
      description: 'no route matches in src/api/routes.txt since the last version',
    },
  })
  const incident = await voice.theOne(
    'incident.detected.v1',
    'the alert',
    ({ data }) => data.title === 'api answers 404',
  )
  const ranked = await voice.theOne('suspects.ranked.v1', 'the alert', ({ data }) => data.incident === incident.subject)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const [first, ...others] = ranked.data.suspects
  const named = (sha: string): string => (heads.has(sha) ? `#${heads.get(sha)}` : sha.slice(0, 10))
  await tale.claim(
    'root-cause',
    first
      ? `suspect ${named(first.sha)} (confidence ${first.confidence}), since ${first.reasons.map(({ text }) => text).join('; ')}; then ${others
          .slice(0, 3)
          .map(({ sha }) => named(sha))
          .join(', ')}; ${seconds} s after the alert`
      : `no suspect: ${ranked.data.answer}`,
    ranked,
    first?.reasons.flatMap(({ events }) => events),
  )
  const analysis = await voice.theOne(
    'analysis.reported.v1',
    'the first suspects',
    ({ data }) => data.subject === incident.subject,
  )
  const covered = analysis.data.statements.find(({ text }) => text.startsWith('test coverage fell'))
  await tale.claim('analysis', covered?.text ?? 'no suspect has less test coverage', analysis, covered?.events ?? [])
  await roomOf(tale, incident, ranked.id)
  if (first === undefined) return
  const confirmed = iso(broken + 4 * MINUTE_MS)
  await voice.tell(
    draft('incident.resolved.v1', {
      subject: incident.subject,
      time: confirmed,
      data: {
        repository: shop.name,
        title: incident.data.title,
        resolution: 'taken back',
        caused_by: `change/${shop.name}/${first.sha}`,
        resolved_at: confirmed,
      },
    }),
  )
  tale.happens('Mia looks at the first suspect and says that it was the cause, four minutes after the alert')
  const { seconds_to_cause: known } = await voice.waitFor('the cause in the room', async () => {
    const room = await tale.voice.ask<Room>('LEITSTAND', roomPath(incident.subject))
    return room.seconds_to_cause === undefined ? undefined : room
  })
  await tale.claim('time-to-cause', `the room: the cause was known after ${known} s`, incident)
}

/** What CI measured of the test coverage of a commit. */
const coverageOf = async (
  { voice }: Tale,
  shop: Shop,
  { at, number, percent, sha }: { sha: string; number?: number; percent: number; at: number },
): Promise<void> => {
  await voice.tell(
    draft('ci.result.v1', {
      subject: `ci/${shop.name}/${sha}`,
      time: iso(at),
      data: {
        ...{ repository: shop.name, sha, pipeline: 'tests', outcome: 'success', coverage_percent: percent },
        finished_at: iso(at),
        ...(number === undefined ? {} : { number }),
      },
    }),
  )
}

interface Room {
  readonly near: {
    readonly changes: {
      readonly rows: readonly { id: string; type: string; seconds: number; parts: { which?: string } }[]
    }
  }
  readonly timeline: { readonly rows: readonly { id: string }[] }
  readonly unknown: readonly string[]
  readonly seconds_to_cause?: number
}

const roomPath = (incident: string): string => `/api/incidents/${encodeURIComponent(incident)}`

/** What the room of the incident says once the ranking is in it. */
const roomOf = async (tale: Tale, incident: MeshEvent<'incident.detected.v1'>, ranking: string): Promise<void> => {
  const room = await tale.voice.waitFor('the room of the incident', async () => {
    const found = await tale.voice.ask<Room>('LEITSTAND', roomPath(incident.subject)).catch(() => undefined)
    return found?.timeline.rows.some(({ id }) => id === ranking) ? found : undefined
  })
  const merged = room.near.changes.rows.filter(({ type, seconds }) => type === 'pr.merged.v1' && seconds >= -2 * 3600)
  await tale.claim(
    'room',
    `the room: merged in the two hours before it, the nearest first: ${merged.map(({ parts }) => parts.which).join(', ')}; nobody said ${room.unknown.join(', ')}`,
    incident,
    merged.map(({ id }) => id),
  )
}
