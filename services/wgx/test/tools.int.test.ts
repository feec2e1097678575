import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type ToolFinishedV1, type ToolRequestedV1, draft, newId } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { readFindings } from '../src/decisions/read-findings.js'
import { type Shop, makeShop } from './shop-repository.js'
import { REPOSITORY, guard, imported } from './wgx-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

suite('tools of agents', () => {
  let shop: Shop
  let mesh: TestMesh
  beforeAll(async () => {
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    mesh = await TestMesh.start()
    await mesh.boot((source) => AppModule.fromEnvironment(source))
    await mesh.append(...imported(shop, [guard('benchmark', 'auth', 'echo slow; exit 3')]))
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(shop.folder, { recursive: true, force: true })
  })

  const wanted = (tool: string, more: Partial<ToolRequestedV1> = {}) =>
    draft('tool.requested.v1', {
      subject: `tool/${newId()}`,
      actor: 'agent/scanner',
      data: {
        agent: 'scanner',
        tool,
        repository: REPOSITORY,
        change: `pr/${REPOSITORY}/2`,
        sha: shop.faulty,
        trigger: newId(),
        ...more,
      },
    })
  const run = async (source: string, ...requests: ReturnType<typeof wanted>[]): Promise<ToolFinishedV1[]> => {
    const events = await mesh.appendAs(source, ...requests)
    await mesh.settled()
    const finished = await mesh.events('tool.finished.v1')
    return finished.flatMap(({ data }) => (events.some(({ id }) => id === data.request) ? [data] : []))
  }

  it('runs them in their order, and a missing one does not stop the next', async () => {
    const results = await run(
      'heimgewebe/heimgeist',
      wanted('no-such-scanner'),
      wanted('grumble', { command: "grep -n 'expired) exit 0' -H {files} && exit 1", files: ['src/auth/login.sh'] }),
      wanted('content', { command: 'true' }),
    )

    expect(results).toMatchObject([
      { tool: 'no-such-scanner', verdict: 'missing', reason: 'no-such-scanner is not installed where tools run' },
      {
        tool: 'grumble',
        verdict: 'failed',
        findings: [{ path: 'src/auth/login.sh', line: 4, text: 'expired) exit 0 ;;' }],
        protection: expect.arrayContaining(['no network']),
      },
      { tool: 'content', verdict: 'passed', exit_code: 0 },
    ])
  })

  it('takes what the base branch says a tool is, whatever the agent says', async () => {
    expect(await run('heimgewebe/heimgeist', wanted('benchmark', { command: 'true' }))).toMatchObject([
      { verdict: 'failed', exit_code: 3, output: 'slow\n' },
    ])
  })

  it('makes one word of a path, whatever a stranger calls his file', async () => {
    const hostile = `--help'; touch /tmp/owned; echo '`
    const [result] = await run(
      'heimgewebe/heimgeist',
      wanted('show', { command: 'printf %s {files}', files: [hostile] }),
    )

    expect(result?.output).toBe(`./${hostile}`)
  })

  it('runs nothing that another service asks for', async () => {
    expect(await run('heimgewebe/sichter', wanted('content', { command: 'true' }))).toMatchObject([
      { verdict: 'refused', reason: 'heimgewebe/sichter may not ask for tools' },
    ])
  })
})

describe('readFindings', () => {
  it('reads the lines that name a file and a line, as linters write them', () => {
    const output = 'Run started\n./src/a.py:12: B602 HIGH: shell=True\nb.ts:3:7: unused [warning]\nhttp://x: no\n'
    expect(readFindings(output)).toEqual([
      { path: 'src/a.py', line: 12, level: 'error', rule: 'B602', text: 'B602 HIGH: shell=True' },
      { path: 'b.ts', line: 3, level: 'warning', text: 'unused [warning]' },
    ])
  })
})
