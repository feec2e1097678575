import { type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Change, type Shop, iso, login } from './shop.js'
import type { Tale } from './tale.js'

/** What of the story can be varied. */
export interface Variation {
  /** Changes of auth that go wrong: 2 or 3. The third one is what makes a pattern of them. */
  readonly incidents: 2 | 3
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** First working day of the three months. */
export const MONTHS = ['2026-09-01', '2026-10-01', '2026-11-02'].map((day) => Date.parse(`${day}T09:00:00Z`))

/** Plays the three months of #42, #87 and #123 from raw events and commits. */
export const playThreeMonths = async (tale: Tale, shop: Shop, { incidents }: Variation): Promise<void> => {
  const first = await monthOne(tale, shop)
  await monthTwo(tale, shop, first)
  await monthThree(tale, shop, incidents)
}

/** #42 is merged with a red CI and breaks the logins. */
const monthOne = async (tale: Tale, shop: Shop): Promise<string> => {
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
    fingerprint: 'incident-7',
    labels: { alertname: 'Incident-7', severity: 'critical', service: 'auth' },
    annotations: {
      summary: 'Incident-7: old tokens are accepted',
      description: 'src/auth/login.sh says yes to a token of 90000 s; sessions of yesterday still count',
    },
  })
  const incident = await voice.theOne('incident.detected.v1', 'Incident-7', ({ data }) =>
    data.title.startsWith('Incident-7'),
  )
  tale.happens('the monitor reports Incident-7: old tokens are accepted')
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
  const edge = await voice.waitFor('PR-42 --causes--> Incident-7 in the graph', async () => {
    const node = encodeURIComponent(shop.subject(change))
    const { relations } = await voice
      .ask<{ relations: { type: string; from: string; to: string; event: { id: string } }[] }>(
        'LEITSTAND',
        `/api/graph/neighbours?node=${node}&type=causes`,
      )
      .catch(() => ({ relations: [] }))
    return relations.find((one) => one.to === incident.subject)
  })
  await tale.claim('causes', `the graph: ${edge.from} --${edge.type}--> ${edge.to}`, edge.event)
  return shop.subject(change)
}

/** #87 touches what broke: it is judged by that past, guarded unasked, and its fault is found before the merge. */
const monthTwo = async (tale: Tale, shop: Shop, earlier: string): Promise<void> => {
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
  void earlier
}

/** The third bad change of auth makes a pattern of them: rules are proposed, approved, committed, and followed. */
const monthThree = async (tale: Tale, shop: Shop, incidents: 2 | 3): Promise<void> => {
  tale.part(
    'month-3',
    `Month 3: #123 changes auth, ${incidents === 3 ? 'the third' : 'and this one is fine: there are two'} that went wrong`,
  )
  const { voice } = tale
  const [, , at] = MONTHS as [number, number, number]
  const change = await shop.propose({
    number: 123,
    title: 'auth: tokens of partners',
    author: 'Jon',
    at,
    files: {
      'src/auth/login.sh':
        incidents === 3 ? login('[ "$1" -ne 3600 ]') : login(undefined, '# Tokens of partners are no exception.\n'),
    },
  })
  await voice.tell(await shop.opened(change))
  tale.happens(`Jon opens #123 (${change.head.slice(0, 10)})`)
  const guarded = await guardOf(tale, shop, change)
  const counted = await voice.theOne('outcome.recorded.v1', 'the guard of #123', ({ data }) =>
    data.events.includes(guarded.id),
  )
  // What heimlern makes of an outcome it says in the same breath: without it now, there is none.
  const patterns = await voice.events('pattern.learned.v1')
  const pattern = patterns.findLast(({ data }) => data.kind === 'bad' && data.areas?.includes('auth'))
  if (pattern === undefined) {
    const bad = await badChanges(tale, shop)
    await tale.claim('pattern', `${bad.length} cases: none claimed`, counted, bad)
    return
  }
  await tale.claim(
    'pattern',
    `${pattern.data.support} cases: ${pattern.data.statement}`,
    pattern,
    pattern.data.cases.flatMap(({ events }) => events),
  )
  for (const kind of ['policy', 'runbook', 'template'] as const) await enact(tale, shop, kind, at)
  await different(tale, shop, at + 30 * HOUR_MS)
}

/** Events of what ended badly in auth. */
const badChanges = async ({ voice }: Tale, shop: Shop): Promise<string[]> => {
  const outcomes = (await voice.events('outcome.recorded.v1')).filter(
    ({ data }) =>
      data.repository === shop.name && data.areas?.includes('auth') && ['guard_failed', 'incident'].includes(data.kind),
  )
  return [...new Map(outcomes.map((event) => [event.data.change, event.id])).values()]
}

/** A rule: proposed with its proof, approved by a person, and in force; committed where it is a file. */
const enact = async (tale: Tale, shop: Shop, kind: 'policy' | 'runbook' | 'template', at: number): Promise<void> => {
  const { voice } = tale
  const proposal = await voice.theOne(
    'rule.proposed.v1',
    `a ${kind}`,
    ({ data }) => data.kind === kind && data.repository === shop.name,
  )
  const { name, proof, path } = proposal.data
  await tale.claim(
    `${kind}-proposed`,
    `${name}, tried on the past: fires on ${proof.fires_on.length}, silent on ${proof.silent_on}, false alarms ${proof.false_alarms}`,
    proposal,
    proposal.data.events,
  )
  const asked = await voice.theOne('approval.requested.v1', name, ({ data }) => data.about === proposal.id)
  await voice.approve(asked.id)
  tale.happens(`a person reads it on the page and says yes to these bytes`)
  const enacted = await voice.theOne('rule.enacted.v1', name, ({ data }) => data.proposal === proposal.id)
  await tale.claim(`${kind}-enacted`, `${name} is in force, by ${enacted.data.by}`, enacted)
  if (path === undefined) return
  const branch = `heimgewebe/${proposal.data.rule}-v${proposal.data.version}`
  const log = (
    await shop.git('log', '-1', '--format=%h %an: %s | %(trailers:key=Heimgewebe-Proposal,separator=%x20)', branch)
  ).trim()
  const written = await shop.git('show', `${branch}:${path}`)
  if (written.trim() !== proposal.data.content.trim()) throw new Error(`${path} of ${branch} is not what was approved`)
  tale.happens(`git log ${branch}: ${log}`)
  await shop.mergeBranch(branch, at + 24 * HOUR_MS)
  tale.happens(`a person merges it: ${path} is on main`)
}

/** The next change of auth, as harmless as can be: it is treated differently because of what was learned. */
const different = async (tale: Tale, shop: Shop, at: number): Promise<void> => {
  const { voice } = tale
  const change = await shop.propose({
    number: 130,
    title: 'auth: a word more in the comment',
    author: 'Zoe',
    at,
    files: { 'src/auth/login.sh': login(undefined, '# An hour, as agreed.\n') },
  })
  await voice.tell(await shop.opened(change))
  tale.happens('Zoe opens #130: one line of a comment in auth')
  const decided = await voice.theOne(
    'decision.made.v1',
    'the policy applied to #130',
    ({ data }) => data.change === shop.subject(change) && data.reasons.some(({ text }) => text.includes('policy ')),
  )
  const because = decided.data.reasons.find(({ text }) => text.includes('policy '))!
  await tale.claim(
    'treated-differently',
    `#130: ${decided.data.chosen}, since ${because.text}`,
    decided,
    because.events,
  )
}

/** The guard that the mesh asks for by itself, and what it found. */
export const guardOf = async (tale: Tale, shop: Shop, change: Change): Promise<MeshEvent<'guard.finished.v1'>> => {
  const { voice } = tale
  const requested = await voice.theOne(
    'guard.requested.v1',
    `#${change.number}`,
    ({ data }) => data.change === shop.subject(change),
  )
  const { requested_by: by, area, areas = [] } = requested.data
  await tale.claim(
    'guard-requested',
    `${by} asks unasked for the guard of ${area === 'changed' ? areas.join(', ') : area} for #${change.number}`,
    requested,
  )
  const finished = await voice.theOne(
    'guard.finished.v1',
    `#${change.number}`,
    ({ data }) => data.request === requested.id && data.guard === 'auth-tests',
  )
  const merged = (await voice.events('pr.merged.v1')).some(({ subject }) => subject === shop.subject(change))
  const { verdict, reason, failures = [] } = finished.data
  await tale.claim(
    'guard-finished',
    `auth-tests of #${change.number} ${verdict}${failures[0] ? `: ${failures[0].message ?? failures[0].name}` : `: ${reason}`} (${merged ? 'after' : 'before'} the merge)`,
    finished,
  )
  return finished
}

/** The verdict about a change. */
export const verdictOf = ({ voice }: Tale, shop: Shop, change: Change): Promise<MeshEvent<'risk.assessed.v1'>> =>
  voice.theOne('risk.assessed.v1', `#${change.number}`, ({ data }) => data.change === shop.subject(change))

/** A verdict in its own words. */
export const wordsOf = ({ data }: MeshEvent<'risk.assessed.v1'>): string =>
  `${data.level} risk (${Math.floor(data.percentile)} %, ${data.signal})${data.reasons.length > 0 ? `: ${data.reasons.map(({ text }) => text).join('; ')}` : ', no past fact speaks of it'}`

/** Merges a change in the repository and waits until the mesh has read it there. */
export const mergeOf = async ({ voice }: Tale, shop: Shop, change: Change, at: number): Promise<string> => {
  const sha = await shop.merge(change, at)
  await voice.theOne('change.recorded.v1', `the merge of #${change.number}`, ({ data }) => data.sha === sha)
  return sha
}

/** What CI says of the head of a change. */
const ciOf = async ({ voice }: Tale, shop: Shop, change: Change, outcome: 'success' | 'failure'): Promise<void> => {
  await voice.tell(
    draft('ci.result.v1', {
      subject: `ci/${shop.name}/${change.head}`,
      time: iso(change.at + 20 * MINUTE_MS),
      data: {
        repository: shop.name,
        sha: change.head,
        number: change.number,
        pipeline: 'test',
        outcome,
        finished_at: iso(change.at + 20 * MINUTE_MS),
      },
    }),
  )
}

const refersTo = (subject: string, shop: Shop, change: Change): boolean =>
  subject === shop.subject(change) || subject.endsWith(change.head)
