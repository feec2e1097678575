import { draft } from '@heimgewebe/contracts'
import { monthThree } from './month-three.js'
import { type Shop, iso, login } from './shop.js'
import { causesOf, ciOf, guardOf, mergeOf, refersTo, verdictOf, wordsOf } from './steps.js'
import type { Tale } from './tale.js'

/** What of the story can be varied. */
export interface Variation {
  /** Changes of auth that go wrong: 2 or 3. The third one is what makes a pattern of them. */
  readonly incidents: 2 | 3
}

const HOUR_MS = 3_600_000

/** First working day of the three months. */
export const MONTHS = ['2026-09-01', '2026-10-01', '2026-11-02'].map((day) => Date.parse(`${day}T09:00:00Z`))

/** Plays the three months of #42, #87 and #123 from raw events and commits. */
export const playThreeMonths = async (tale: Tale, shop: Shop, { incidents }: Variation): Promise<void> => {
  await monthOne(tale, shop)
  await monthTwo(tale, shop)
  await monthThree(tale, shop, incidents, MONTHS[2]!)
}

/** #42 is merged with a red CI and breaks the logins. */
const monthOne = async (tale: Tale, shop: Shop): Promise<void> => {
  tale.part('month-1', 'Month 1: #42 changes auth, its CI fails, it is merged all the same')
  const { voice } = tale
  const [at] = MONTHS as [number, number, number]
  const change = await shop.propose({
    number: 42,
    title: 'auth: sessions last a day',
    author: 'Ada',
    at,
    files: { 'src/auth/login.sh': login('[ "$1" -lt 86400000 ]') },
  })
  await voice.tell(await shop.opened(change))
  tale.happens(`Ada opens #42 (${change.head.slice(0, 10)}): a token of 25 hours still counts`)
  const judged = await verdictOf(tale, shop, change)
  await tale.claim('before', `before anything is known: ${wordsOf(judged)}`, judged)
  await ciOf(tale, shop, change, 'failure')
  const failed = await voice.theOne(
    'outcome.recorded.v1',
    'the failed CI of #42',
    ({ data }) => data.kind === 'ci_failed' && refersTo(data.change, shop, change),
  )
  await tale.claim(
    'ci-failed',
    `the CI of #42 failed: ${failed.data.kind} of ${failed.data.areas?.join(', ') ?? 'no area'}`,
    failed,
    failed.data.events,
  )

  const merged = await mergeOf(tale, shop, change, at + 3 * HOUR_MS)
  tale.happens(`#42 is merged as ${merged.slice(0, 10)}`)
  const broken = at + 4 * HOUR_MS
  await voice.alert(shop.name, {
    startsAt: iso(broken),
    fingerprint: `incident-7 of ${shop.name}`,
    labels: { alertname: 'Incident-7', severity: 'critical', service: 'auth' },
    annotations: {
      summary: 'Incident-7: sessions last longer than they should',
      description: 'src/auth/login.sh says yes to sessions of a day',
    },
  })
  const incident = await voice.theOne(
    'incident.detected.v1',
    'Incident-7',
    ({ data }) => data.repository === shop.name && data.title.startsWith('Incident-7'),
  )
  tale.happens('the monitor reports Incident-7: sessions last longer than they should')
  const ranked = await voice.theOne(
    'suspects.ranked.v1',
    'Incident-7',
    ({ data }) => data.incident === incident.subject,
  )
  const [suspect] = ranked.data.suspects
  const isIt = suspect?.sha === merged
  await tale.claim(
    'suspects',
    `first of ${ranked.data.considered} suspects (${ranked.data.answer}): ${suspect ? `${suspect.sha.slice(0, 10)}${isIt ? ', which is #42' : ''}, since ${suspect.reasons.map(({ text }) => text).join('; ')}` : 'none'}`,
    ranked,
    suspect?.reasons.flatMap(({ events }) => events),
  )

  const repair = {
    number: 44,
    title: 'auth: sessions last an hour again',
    author: 'Jon',
    at: broken + HOUR_MS,
    files: { 'src/auth/login.sh': login() },
  }
  const fix = await shop.propose(repair)
  await voice.tell(await shop.opened(fix))
  await mergeOf(tale, shop, fix, broken + 2 * HOUR_MS)
  // The cause is said by the person who looked at the first suspect: the contract asks for a confirmation.
  await voice.tell(
    draft('incident.resolved.v1', {
      subject: incident.subject,
      time: iso(broken + 2 * HOUR_MS),
      data: {
        repository: shop.name,
        title: incident.data.title,
        resolution: 'taken back by #44',
        caused_by: shop.subject(change),
        fixed_by: shop.subject(fix),
        resolved_at: iso(broken + 2 * HOUR_MS),
      },
    }),
  )
  tale.happens('Jon mends it with #44 and confirms the first suspect: #42 was the cause')
  await causesOf(tale, shop.subject(change), incident.subject)
}

/** #87 touches what broke: it is judged by that past, guarded unasked, and its fault is found before the merge. */
const monthTwo = async (tale: Tale, shop: Shop): Promise<void> => {
  tale.part('month-2', 'Month 2: #87 changes auth again')
  const { voice } = tale
  const change = await shop.propose({
    number: 87,
    title: 'auth: remember me',
    author: 'Mia',
    at: MONTHS[1]!,
    files: { 'src/auth/login.sh': login('[ -n "$1" ]') },
  })
  await voice.tell(await shop.opened(change))
  tale.happens(`Mia opens #87 (${change.head.slice(0, 10)}): with "remember me" no token ever ends`)
  const judged = await verdictOf(tale, shop, change)
  const evidence = judged.data.reasons.flatMap(({ events }) => events)
  await tale.claim('risk', wordsOf(judged), judged, evidence)
  await guardOf(tale, shop, change)
}
