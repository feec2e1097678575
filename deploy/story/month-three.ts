import { type Change, type Shop, login } from './shop.js'
import { guardOf, verdictOf } from './steps.js'
import type { Tale } from './tale.js'

const HOUR_MS = 3_600_000

/** The third bad change of auth makes a pattern of them: rules are proposed, approved, committed, and followed. */
export const monthThree = async (tale: Tale, shop: Shop, incidents: 2 | 3, at: number): Promise<void> => {
  tale.part(
    'month-3',
    `Month 3: #123 changes auth, ${incidents === 3 ? 'the third' : 'and this one is fine: there are two'} that went wrong`,
  )
  const { voice } = tale
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
  const pattern = patterns.findLast(
    ({ data }) => data.repository === shop.name && data.kind === 'bad' && data.areas?.includes('auth'),
  )
  if (pattern === undefined) {
    const bad = await badChanges(tale, shop)
    await tale.claim('pattern', `${bad.length} cases: none claimed`, counted, bad)
    await asBefore(tale, shop, at + 30 * HOUR_MS)
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

/** A change of auth as harmless as can be, in a file that never broke: by itself it asks for nothing. */
const harmless = (shop: Shop, at: number): Promise<Change> =>
  shop.propose({
    number: 130,
    title: 'auth: a word more of explanation',
    author: 'Zoe',
    at,
    files: { 'src/auth/about.txt': 'a token counts for an hour\n' },
  })

/** The next change is treated differently, because of what was learned and approved. */
const different = async (tale: Tale, shop: Shop, at: number): Promise<void> => {
  const { voice } = tale
  const change = await harmless(shop, at)
  await voice.tell(await shop.opened(change))
  tale.happens('Zoe opens #130: a word of explanation, in a file of auth that never broke')
  const decided = await voice.theOne(
    'decision.made.v1',
    'the policy applied to #130',
    ({ data }) => data.change === shop.subject(change) && data.chosen === 'request-guard',
  )
  const because = decided.data.reasons[0]!
  await tale.claim('next-change', `#130: ${decided.data.chosen}, since ${because.text}`, decided, because.events)
}

/** Without a pattern the same change is left alone. heimgeist hears events in order: once #131 is guarded, #130 will not be. */
const asBefore = async (tale: Tale, shop: Shop, at: number): Promise<void> => {
  const { voice } = tale
  const change = await harmless(shop, at)
  await voice.tell(await shop.opened(change))
  tale.happens('Zoe opens #130: a word of explanation, in a file of auth that never broke')
  const judged = await verdictOf(tale, shop, change)
  const later = await shop.propose({
    number: 131,
    title: 'auth: a comment',
    author: 'Zoe',
    at: at + HOUR_MS,
    files: { 'src/auth/login.sh': login(undefined, '# An hour, as agreed.\n') },
  })
  await voice.tell(await shop.opened(later))
  await voice.theOne('guard.requested.v1', '#131', ({ data }) => data.change === shop.subject(later))
  const asked = (await voice.events('guard.requested.v1')).some(({ data }) => data.change === shop.subject(change))
  await tale.claim('next-change', `#130: ${asked ? 'guarded' : 'left alone, no policy is in force'}`, judged)
}
