import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { type MadeCommit, TestMesh, makeHistory } from '@heimgewebe/testing'
import { answer, ScriptedServer } from '../../libs/model/test/scripted-server.js'
import { moduleOf } from './all-services.js'

const GOOD = 20

const code = (n: number, returned: string): Record<string, string> => ({
  [`src/query-${n}.ts`]: `export const query${n} = async (id: string, o: O) => {\n  return ${returned}\n}\n`,
})
const good = (n: number): MadeCommit => ({
  title: `Feature ${n}`,
  author: `Author${n % 5}`,
  files: code(n, `walk(id, ${n})`),
})
/** A call over several lines, of which a fix touches the first: nothing lies wholly in what was removed, so nothing is found. */
const BAD = ['id,', 'id,\n    o,', '3,']
const call = (name: string, given: string): string => `${name}(\n    ${given}\n  )`

/** heimlern, heimgeist and wgx as they run in production; chronik reads a real repository; the model is a script. */
describe('three fixes in which nothing is found', () => {
  const server = new ScriptedServer()
  let mesh: TestMesh
  let root: string
  beforeAll(async () => {
    const url = await server.start()
    root = await mkdtemp(join(tmpdir(), 'heimgewebe-model-rule-'))
    const folder = join(root, 'shop')
    const bad = BAD.map((given, n): MadeCommit => ({
      title: `Find ${n}`,
      author: `Careless${n}`,
      files: code(900 + n, call('run', given)),
    }))
    const ids = await makeHistory(folder, [...Array.from({ length: GOOD }, (_, n) => good(n)), ...bad])
    const mended = BAD.map((_, n): MadeCommit => ({
      title: `No running in ${n}\n\nFixes: ${ids[GOOD + n]!}`,
      day: 40 + n,
      files: code(900 + n, call('walk', BAD[n]!)),
    }))
    await makeHistory(folder, mended)
    mesh = await TestMesh.start({ HEIMLERN_LINT_GOOD: String(GOOD), CHRONIK_FOLLOW_LOCAL: '50ms' })
    const models = [{ name: 'scripted', url, model: 'm', usd_per_million: { input: 1, output: 1 } }]
    await writeFile(
      join(mesh.settings['HEIMGEWEBE_HOME']!, 'models.json'),
      JSON.stringify({ models, uses: ['lint_rule'] }),
    )
    for (const name of ['heimlern', 'heimgeist', 'wgx']) await mesh.boot(await moduleOf(name))
    server.reply = ({ body }) => {
      const events = [...body.messages[1]!.content.matchAll(/^(E\d+): /gm)].map(([, name]) => name)
      return answer(JSON.stringify({ language: 'TypeScript', pattern: 'run($$$ARGS)', events }))
    }
    await mesh.append(draft('watch.requested.v1', { subject: `repository/${folder}`, data: { location: folder } }))
  })
  afterAll(async () => {
    await mesh.stop()
    server.stop()
    await rm(root, { recursive: true, force: true })
  })

  it('become a rule that a model wrote, proved on the past like any other, and waiting for a yes', async () => {
    const mined = await mesh.theOne('mining.finished.v1')
    expect(mined.data.rules).toEqual([])
    expect(mined.data.removed).toHaveLength(3)
    expect(mined.data.removed![0]!.code).toContain('-  return run(\n     3,\n')

    const proposal = await mesh.theOne('rule.proposed.v1', ({ data }) => data.kind === 'lint_rule')
    expect(proposal.data).toMatchObject({
      name: expect.stringMatching(/^Lint-Rule no-run-[0-9a-f]{8}, written by scripted$/),
      written_by: 'model',
      model: 'scripted',
      proof: { misses: 0, silent_on: GOOD, false_alarms: 0 },
    })
    expect(proposal.data.proof.fires_on).toHaveLength(3)
    const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === proposal.id)
    expect(question.data.text).toContain('pattern: run($$$ARGS)')
    expect(`${question.data.title} ${question.data.text}`).toContain('written by scripted')
    expect(server.asked).toHaveLength(1)
    expect(await mesh.events('rule.enacted.v1')).toEqual([])
  })
})
