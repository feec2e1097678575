import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { draft } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import { type MadeCommit, makeHistory } from '@heimgewebe/testing'
import { iso } from './shop.js'
import { causesOf } from './steps.js'
import type { Tale } from './tale.js'

/** A repository of its own, where the queries of the scenario are written. */
export interface Desk {
  readonly name: string
  readonly path: string
}

const DAY_MS = 86_400_000
/** The first day of a made history. */
const FIRST_DAY = Date.UTC(2026, 0, 1)
/** Good changes of queries: as many as a rule has to be silent on before it is offered. */
const GOOD = 200
/** Three ways of writing a value into a query, as three people wrote them. */
const RAW = ['db.query(`SELECT * FROM a WHERE id = ${id}`)', 'db.query(`DELETE FROM ${o.table}`)', 'db.query(`${id}`)']
const PREPARED = "db.query('SELECT * FROM t WHERE id = ?', [id])"

const query = (n: number, text: string): Record<string, string> => ({
  [`src/query-${n}.ts`]: `export const query${n} = async (id: string, o: O) => {\n  return ${text}\n}\n`,
})

/** Scenario 3: raw SQL breaks something three times; it becomes a rule in the repository, and the next one fails by it. */
export const learnRule = async (tale: Tale, { name, path }: Desk, now: number): Promise<void> => {
  tale.part('scenario-3', 'Scenario 3: raw SQL becomes a linter rule')
  const { voice } = tale
  const today = Math.floor((now - FIRST_DAY) / DAY_MS)
  const good = Array.from({ length: GOOD }, (_, n): MadeCommit => ({
    title: `queries: number ${n}`,
    author: `Author${n % 5}`,
    files: query(n, `db.query('SELECT * FROM t WHERE id = ? AND n = ${n}', [id])`),
  }))
  const bad = RAW.map((text, n): MadeCommit => ({
    title: `queries: find ${n}`,
    author: `Careless${n}`,
    files: query(900 + n, text),
  }))
  const made = (await makeHistory(path, [...good, ...bad])).slice(GOOD)
  const mended = RAW.map((_, n): MadeCommit => ({
    // The first is found by its incident, the others say what they mend.
    title: n === 0 ? 'queries: bind the id' : `queries: bind what is given\n\nFixes: ${made[n]!}`,
    day: today - 10 + n,
    files: query(900 + n, PREPARED),
  }))
  const [mend] = await makeHistory(path, mended)
  await voice.tell(
    draft('watch.requested.v1', { subject: `watch/${path}`, data: { location: path, repository: name } }),
  )
  await voice.theOne('repository.imported.v1', name, ({ data }) => data.repository === name)
  tale.happens(`${GOOD} queries with bound values, three with values in their text`)

  const subject = 'incident/desk-leak'
  const at = iso(now - 11 * DAY_MS)
  await voice.tell(
    draft('incident.detected.v1', {
      subject,
      time: at,
      data: { repository: name, title: 'a customer reads what is not theirs', severity: 'critical', detected_at: at },
    }),
    draft('incident.resolved.v1', {
      subject,
      data: {
        ...{ repository: name, caused_by: `change/${name}/${made[0]!}`, fixed_by: `change/${name}/${mend!}` },
        resolved_at: iso(now - 10 * DAY_MS),
      },
    }),
  )
  tale.happens('a security incident comes of the first; two more are mended')
  await causesOf(tale, `change/${name}/${made[0]!}`, subject)

  const pattern = await voice.theOne(
    'pattern.learned.v1',
    'what the three have in common',
    ({ data }) => data.repository === name && data.pattern.startsWith('construct-'),
  )
  await tale.claim('pattern', `Pattern-Bad: ${pattern.data.name}: ${pattern.data.statement}`, pattern)
  const found = pattern.data.cases.map((one) => one.subject)
  const exactly = found.length === made.length && made.every((sha) => found.includes(`change/${name}/${sha}`))
  await tale.claim(
    'found-again',
    `the changes that brought it in, each written another way: ${found.map((change) => change.slice(change.lastIndexOf('/') + 1).slice(0, 10)).join(', ')}; ${exactly ? 'exactly those' : 'others than those'} of ${GOOD + made.length}`,
    pattern,
    pattern.data.cases.flatMap(({ events }) => events),
  )
  const proposal = await voice.theOne(
    'rule.proposed.v1',
    'a rule against it',
    ({ data }) => data.repository === name && data.kind === 'lint_rule',
  )
  const { content, path: place, proof, rule } = proposal.data
  await tale.claim(
    'rule-proposed',
    `${rule} fires on ${proof.fires_on.length} known bad changes, is silent on ${proof.silent_on} good ones, false alarms: ${proof.false_alarms}`,
    proposal,
    proposal.data.events,
  )
  const question = await voice.theOne('approval.requested.v1', rule, ({ data }) => data.about === proposal.id)
  await voice.approve(question.id)
  tale.happens('Ada reads the rule and approves it')
  const enacted = await voice.theOne('rule.enacted.v1', rule, ({ data }) => data.proposal === proposal.id)
  const branch = `heimgewebe/${rule}-v1`
  const { stdout } = await promisify(execFile)('git', ['-C', path, 'show', `${branch}:${place!}`])
  await tale.claim(
    'rule-committed',
    `the rule is in force and stands in ${place!} of ${branch}${stdout === content ? '' : ', with other bytes than were approved'}`,
    enacted,
  )

  const next = async (nameOf: string, n: number, text: string): Promise<void> => {
    // The rule is in force since the clock of the mesh says so; what was written before it is not checked.
    const day = Math.ceil((Date.now() - FIRST_DAY) / DAY_MS)
    await makeHistory(path, [{ title: `queries: ${nameOf}`, author: 'Mia', day, files: query(n, text) }], nameOf)
    const checked = await voice.theOne(
      'guard.finished.v1',
      `the check of ${nameOf}`,
      ({ data }) => data.guard === LEARNED_RULES && data.change === `branch/${name}/${nameOf}`,
    )
    await tale.claim(`checked-${nameOf}`, `${nameOf}: ${checked.data.verdict}: ${checked.data.reason}`, checked)
  }
  await next('find-again', 950, 'db.query(`SELECT ${o.x}`)')
  await next('find-bound', 951, PREPARED)
}
