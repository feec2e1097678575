import type { ChildProcess } from 'node:child_process'
import { rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft, newId } from '@heimgewebe/contracts'
import { bundle, eventually, kill, startProcess, TestMesh } from '@heimgewebe/testing'
import { answer, ScriptedServer } from '../../../libs/model/test/scripted-server.js'
import { eventId } from './given-events.js'

describe('heimgeist, killed while a model is asked', () => {
  const server = new ScriptedServer()
  let mesh: TestMesh
  let main: string
  let heimgeist: ChildProcess | undefined
  beforeAll(async () => {
    const url = await server.start()
    const prompts = join(import.meta.dirname, '../prompts')
    mesh = await TestMesh.start({ HEIMGEIST_PROMPTS: prompts, HEIMGEIST_MODEL_TEXTS_PER_DAY: '2' })
    const models = [{ name: 'local', url, model: 'm', usd_per_million: { input: 1, output: 1 } }]
    await writeFile(
      join(mesh.settings['HEIMGEWEBE_HOME']!, 'models.json'),
      JSON.stringify({ models, uses: ['post_mortem'] }),
    )
    main = await bundle('heimgeist')
    // What is loaded late is found beside the project, as where it is installed.
    await symlink(join(import.meta.dirname, '../../../node_modules'), join(dirname(main), '../node_modules'))
  })
  afterAll(async () => {
    await kill(heimgeist, 'SIGTERM')
    await mesh.stop()
    server.stop()
    await rm(join(dirname(main), '..'), { recursive: true, force: true })
  })

  it('asks nobody a second time, says that it does not know, and counts what was kept back as spent', async () => {
    const wish = () => ({
      ...draft('text.requested.v1', {
        subject: 'incident/7',
        data: {
          use: 'post_mortem' as const,
          about: 'incident/7',
          requested_by: 'leitstand',
          facts: [{ text: 'logins fail', events: [eventId(1)] }],
        },
      }),
      id: newId(),
    })
    const resultOf = async (id: string) =>
      (await mesh.events('text.finished.v1')).find(({ data }) => data.request === id)?.data
    server.reply = () => undefined
    heimgeist = startProcess(main, mesh.settings)
    const [first, second, third] = [wish(), wish(), wish()]
    await mesh.appendAs('heimgewebe/leitstand', first)
    await eventually(() => server.asked.length === 1)
    await kill(heimgeist)
    server.reply = () => answer('{"sentences":[{"text":"Over.","events":["E1"]}]}')
    heimgeist = startProcess(main, mesh.settings)

    await eventually(async () => (await resultOf(first.id)) !== undefined)
    const [intent] = await mesh.events('text.started.v1')
    expect(await resultOf(first.id)).toMatchObject({
      outcome: 'unknown',
      tokens: intent!.data.reserved_tokens,
      usd: intent!.data.reserved_usd,
    })
    await mesh.appendAs('heimgewebe/leitstand', second, third)
    await eventually(async () => (await resultOf(third.id)) !== undefined && (await resultOf(second.id)) !== undefined)
    expect(await resultOf(second.id)).toMatchObject({ outcome: 'written' })
    expect(await resultOf(third.id)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('2 of 2 texts'),
    })
    expect(server.asked).toHaveLength(2)
  })
})
