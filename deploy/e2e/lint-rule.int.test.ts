import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import { type MadeCommit, TestMesh, makeHistory } from '@heimgewebe/testing'
import { moduleOf } from './all-services.js'

const GOOD = 30

const code = (n: number, query: string): Record<string, string> => ({
  [`src/query-${n}.ts`]: `export const query${n} = async (id: string, o: O) => {\n  return ${query}\n}\n`,
})
const good = (n: number): MadeCommit => ({
  title: `Feature ${n}`,
  author: `Author${n % 5}`,
  files: code(n, `db.query('SELECT * FROM t WHERE id = ? AND n = ${n}', [id])`),
})
const RAW = ['db.query(`SELECT * FROM a WHERE id = ${id}`)', 'db.query(`DELETE FROM ${o.table}`)', 'db.query(`${id}`)']

/** heimlern, heimgeist, hauski and wgx as they run in production; chronik reads a real repository. */
describe('a bug that was mended three times', () => {
  let mesh: TestMesh
  let root: string
  let folder: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'heimgewebe-lint-'))
    folder = join(root, 'shop')
    const bad = RAW.map((query, n): MadeCommit => ({
      title: `Find ${n}`,
      author: `Careless${n}`,
      files: code(900 + n, query),
    }))
    const ids = await makeHistory(folder, [...Array.from({ length: GOOD }, (_, n) => good(n)), ...bad])
    const mended = RAW.map((_, n): MadeCommit => {
      const safe = code(900 + n, `db.query('SELECT * FROM t WHERE id = ?', [id])`)
      return { title: `No raw SQL in ${n}\n\nFixes: ${ids[GOOD + n]!}`, day: 40 + n, files: safe }
    })
    await makeHistory(folder, mended)
    mesh = await TestMesh.start({ HEIMLERN_LINT_GOOD: String(GOOD), CHRONIK_FOLLOW_LOCAL: '50ms' })
    for (const name of ['heimlern', 'heimgeist', 'hauski', 'wgx']) await mesh.boot(await moduleOf(name))
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(root, { recursive: true, force: true })
  })

  it('becomes a rule in the repository after a yes, and fails the next change that brings it back', async () => {
    await mesh.append(draft('watch.requested.v1', { subject: `repository/${folder}`, data: { location: folder } }))
    const proposal = await mesh.theOne('rule.proposed.v1', ({ data }) => data.kind === 'lint_rule')
    expect(proposal.data.proof).toMatchObject({ misses: 0, silent_on: GOOD, false_alarms: 0 })
    expect(proposal.data.proof.fires_on).toHaveLength(3)

    const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === proposal.id)
    expect(question.data.text).toContain('pattern: db.query($A)')
    const { content_sha256: hash } = question.data
    const answer = {
      request: question.id,
      option: 'approve',
      by: 'person/ada',
      ...(hash ? { content_sha256: hash } : {}),
    }
    const time = new Date().toISOString()
    await mesh.appendAs(
      'urn:heimgewebe:cli',
      draft('approval.given.v1', { subject: question.subject, time, data: answer }),
    )
    const { rule, content, path } = proposal.data
    const enacted = await mesh.theOne('rule.enacted.v1', ({ data }) => data.proposal === proposal.id)
    const branch = `heimgewebe/${rule}-v1`
    expect(execFileSync('git', ['-C', folder, 'show', `${branch}:${path!}`], { encoding: 'utf8' })).toBe(content)
    expect(enacted.data).toMatchObject({ kind: 'lint_rule', content, by: 'person/ada' })

    const now = Math.ceil((Date.now() - Date.UTC(2026, 0, 1)) / 86_400_000)
    const again = { title: 'Find again', author: 'Mia', day: now, files: code(950, 'db.query(`SELECT ${o.x}`)') }
    await makeHistory(folder, [again], 'find-again')
    const checked = await mesh.theOne('guard.finished.v1', ({ data }) => data.change.endsWith('/find-again'))

    expect(checked.data).toMatchObject({ guard: LEARNED_RULES, verdict: 'failed', failures: [{ name: rule }] })
    expect(checked.data.reason).toBe(`learned rule ${rule}, version 1 fires at src/query-950.ts:2`)
    await mesh.settled()
    expect(await mesh.events('event.parked.v1')).toEqual([])
  })
})
