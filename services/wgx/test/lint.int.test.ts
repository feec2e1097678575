import { hash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type GuardFinishedV1, draft, newId } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import { TestMesh, makeHistory } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'

const REPOSITORY = 'acme/linted'
const RULE = 'no-eval'
const ruleText = (id = RULE, pattern = 'eval($A)'): string =>
  `id: ${id}\nlanguage: JavaScript\nseverity: error\nmessage: Never eval.\nrule:\n  pattern: ${pattern}\n`

/** A file with an old sin in line 1, and lines after it. */
const file = (...lines: string[]): Record<string, string> => ({ 'src/a.js': ['eval(old)', ...lines, ''].join('\n') })

let mesh: TestMesh
let root: string
let ids: string[]
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wgx-lint-'))
  ids = await makeHistory(join(root, 'shop'), [
    { title: 'Begin', files: file('f(1)') },
    { title: 'Harmless', files: file('f(1)', 'g(eval)') },
    { title: 'Again', files: file('f(1)', 'const x = eval(text)', 'function ( {') },
    { title: 'Mended', files: file('f(1)', 'const x = parse(text)') },
    { title: 'Beside the old one', files: { 'src/a.js': 'eval(old)\nf(1) // and so on\n' } },
    { title: 'Words', files: { 'README.md': 'eval(x)\n' } },
  ])
  mesh = await TestMesh.start()
  await mesh.boot((source) => AppModule.fromEnvironment(source))
  await mesh.append(
    draft('repository.registered.v1', {
      subject: `repository/${REPOSITORY}`,
      data: { repository: REPOSITORY, location: join(root, 'shop'), default_branch: 'main', shallow: false },
    }),
  )
})
afterAll(async () => {
  await mesh.stop()
  await rm(root, { recursive: true, force: true })
})

const enacted = (content: string, more: { rule?: string; sha256?: string; repository?: string } = {}): Draft => {
  const { rule = RULE, sha256 = hash('sha256', content, 'hex'), repository = REPOSITORY } = more
  const data = { repository, rule, kind: 'lint_rule' as const, version: 2, content, content_sha256: sha256 }
  return draft('rule.enacted.v1', {
    subject: `rule/${repository}/${rule}`,
    data: { ...data, proposal: newId(), by: 'person/ada' },
  })
}
const enact = (...drafts: Draft[]) => mesh.appendAs('heimgewebe/heimgeist', ...drafts)
const retire = (rule = RULE) =>
  mesh.appendAs(
    'heimgewebe/heimlern',
    draft('rule.retired.v1', {
      subject: `rule/${REPOSITORY}/${rule}`,
      data: { repository: REPOSITORY, rule, kind: 'lint_rule', version: 2, reason: 'noise', events: [] },
    }),
  )

let numbers = 0
/** Opens a pull request for the n-th commit since the one before it, and gives what the guards said. */
const open = async (n: number, time?: string): Promise<GuardFinishedV1[]> => {
  const change = `pr/${REPOSITORY}/${++numbers}`
  await mesh.append(
    draft('pr.opened.v1', {
      subject: change,
      ...(time === undefined ? {} : { time }),
      data: {
        repository: REPOSITORY,
        number: numbers,
        branch: 'topic',
        base_branch: 'main',
        base: ids[n - 1]!,
        head: ids[n]!,
        title: 'x',
        author: { name: 'Ada' },
        added: 1,
        deleted: 1,
        files_known: false,
        files: [],
      },
    }),
  )
  await mesh.settled()
  return (await mesh.events('guard.finished.v1')).map(({ data }) => data).filter((data) => data.change === change)
}

describe('learned rules', () => {
  it('are not checked where there is none', async () => {
    expect(await open(2)).toEqual([])
  })

  it('fail the next change that brings the construct back, with the rule named, as soon as they are in force', async () => {
    await enact(enacted(ruleText()))
    const [result, ...more] = await open(2)

    expect(more).toEqual([])
    expect(result).toMatchObject({
      guard: LEARNED_RULES,
      verdict: 'failed',
      by: 'learned',
      fault: 'change',
      reason: 'learned rule no-eval, version 2 fires at src/a.js:3; src/a.js: a part of it is no JavaScript',
      failures: [{ name: RULE, message: 'Never eval.\nsrc/a.js:3: const x = eval(text)' }],
      protection: expect.arrayContaining(['nothing is run']),
    })
  })

  it('are silent on what a change takes out, on what stood there before it, and on other files', async () => {
    const results = [...(await open(3)), ...(await open(1)), ...(await open(4)), ...(await open(5))]

    expect(results.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'passed', 'passed'])
    expect(results[0]?.reason).toBe('1 learned rule is silent on the changed lines of 1 files')
  })

  it('leave alone what was opened before them', async () => {
    expect(await open(2, '2020-01-01T00:00:00Z')).toEqual([])
  })

  it('are checked for a single commit where guards are asked for it', async () => {
    const change = `change/${REPOSITORY}/${ids[2]!}`
    const id = newId()
    const data = { repository: REPOSITORY, change, area: 'changed', kind: 'guard' as const, requested_by: 'person/ada' }
    await mesh.append(draft('guard.requested.v1', { id, subject: `guard/${id}`, data }))
    await mesh.settled()
    const results = (await mesh.events('guard.finished.v1')).filter((event) => event.data.request === id)

    expect(results.map(({ data: { guard, verdict } }) => [guard, verdict])).toContainEqual([LEARNED_RULES, 'failed'])
  })

  it('count only as the text that was approved, said by who decides', async () => {
    const other = { repository: 'acme/other' }
    await enact(enacted(ruleText(), { ...other, sha256: '0'.repeat(64) }))
    await mesh.appendAs('heimgewebe/sichter', enacted(ruleText(), other))
    await enact(
      enacted(ruleText('no-eval', 'f($A)'), { rule: 'masked' }),
      enacted('rule: { any: [] }', { rule: 'strange' }),
      enacted('&a [*a', { rule: 'broken' }),
    )
    const [result] = await open(2)
    const rows = await mesh.query("select 1 from wgx.lint_rule where repository = 'acme/other'")

    expect(rows).toEqual([])
    expect(result?.failures?.map(({ name }) => name)).toEqual([RULE])
    expect(result?.reason).toContain('rule broken cannot be used: it is not YAML')
    expect(result?.output_tail).toContain('rule masked cannot be used: its text names another one')
  })

  it('say nothing any more once they are retired', async () => {
    for (const rule of [RULE, 'masked', 'strange', 'broken']) await retire(rule)

    expect(await open(2)).toEqual([])
  })
})
