import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { answer, type Asked, ScriptedServer } from '../../libs/model/test/scripted-server.js'
import type { Room } from '../../services/leitstand/src/decisions/room.js'
import { changeOf, commit, registered } from '../../services/leitstand/test/given-events.js'
import { detected, resolved } from '../../services/leitstand/test/given-incidents.js'
import { Terminal } from '../cli/src/output/terminal.js'
import { buildProgram } from '../cli/src/program.js'
import { moduleOf } from './all-services.js'

const server = new ScriptedServer()
let mesh: TestMesh
let leitstand: TestService
let home: string
let port: string
let heimgeistPort: string
let said = ''

const cli = (...args: string[]): Promise<number> => {
  said = ''
  const terminal = new Terminal({ write: (text) => (said += text) }, { write: () => undefined }, { NO_COLOR: '1' })
  const settings = {
    HEIMGEWEBE_HOME: home,
    LEITSTAND_PORT: port,
    HEIMGEIST_PORT: heimgeistPort,
    CHRONIK_PORT: new URL(mesh.chronik.url).port,
  }
  return buildProgram(settings, home, terminal, new AbortController().signal, () => undefined)(args)
}
const room = (name: string): Promise<Room> => leitstand.json(`/api/incidents/${encodeURIComponent(`incident/${name}`)}`)

/** Short names of the facts in a question that hold these words. */
const factsWith = ({ body }: Asked, words: string): string[] =>
  body.messages[1]!.content.split('\n').flatMap((line) => (line.includes(words) ? (/^E\d+/.exec(line) ?? []) : []))

beforeAll(async () => {
  const url = await server.start()
  mesh = await TestMesh.start()
  const heimgeist = await mesh.boot(await moduleOf('heimgeist'))
  leitstand = await mesh.boot(await moduleOf('leitstand'), {
    LEITSTAND_SERVICES: `chronik=${mesh.chronik.url},heimgeist=${heimgeist.url}`,
  })
  port = new URL(leitstand.url).port
  heimgeistPort = new URL(heimgeist.url).port
  home = await mkdtemp(join(tmpdir(), 'prose-'))
  await mkdir(join(home, 'secrets'))
  await writeFile(join(home, 'secrets', 'token'), await readFile(mesh.settings['HEIMGEWEBE_TOKEN_FILE']!, 'utf8'))
  await mesh.append(registered(), commit(1, { title: 'auth: sessions last a day' }))
  await over('before', 'nothing is configured yet')
  await writeFile(
    join(mesh.settings['HEIMGEWEBE_HOME']!, 'models.json'),
    JSON.stringify({
      models: [{ name: 'scripted', url, model: 'm', usd_per_million: { input: 1, output: 1 } }],
      uses: ['post_mortem'],
    }),
  )
})
afterAll(async () => {
  await mesh.stop()
  server.stop()
  await rm(home, { recursive: true })
})

/** An incident that was mended a moment ago. */
const over = async (name: string, title: string): Promise<void> => {
  const minute = (Date.now() - Date.UTC(2026, 2, 1, 12)) / 60_000
  await mesh.append(detected(name, minute - 60, { title }), resolved(name, minute, { fixed_by: changeOf(1) }))
  await mesh.settled()
}

describe('the prose of an incident', () => {
  it('is not there, and nobody is asked, where no model is configured', async () => {
    expect(server.asked).toEqual([])
    expect((await mesh.events()).filter(({ type }) => type.startsWith('text.'))).toEqual([])
    expect(await room('before')).not.toHaveProperty('prose')
    expect(await cli('spent')).toBe(0)
    expect(said).toContain('no model was asked for anything')
  })

  it('is written when the incident is over, and stands in its room with the events that it rests on', async () => {
    server.reply = (asked) => {
      const events = factsWith(asked, 'logins fail')
      return answer(
        JSON.stringify({
          sentences: [
            { text: 'Logins failed for an hour.', events: events.slice(0, 1) },
            { text: 'The cause was the moon.', events: ['E999'] },
            { text: 'It was <img src="https://evil.example/pixel"> bad.', events },
          ],
        }),
      )
    }
    await over('seven', 'logins fail')
    const { prose, timeline } = await room('seven')

    expect(prose).toMatchObject({ model: 'scripted', left_out: 2, tokens: 120, usd: 0.00012 })
    expect(prose!.sentences.map(({ text }) => text)).toEqual(['Logins failed for an hour.'])
    const [detection] = (await mesh.events('incident.detected.v1')).filter(
      ({ subject }) => subject === 'incident/seven',
    )
    expect(prose!.sentences[0]!.events).toContain(detection!.id)
    expect(timeline.rows.filter(({ type }) => type.startsWith('text.'))).toEqual([])
  })

  it('comes last in the draft of the post-mortem and on the command line, and is marked in both', async () => {
    expect(await cli('incident', 'seven', '--post-mortem')).toBe(0)
    const [facts, prose] = said.split('## Written by scripted, not checked facts')
    expect(facts).toContain('## Timeline')
    expect(prose).toMatch(/- Logins failed for an hour\. \[1\]\(\/events\/[0-9a-f-]{36}\)/)
    expect(said).not.toContain('evil.example')

    await cli('incident', 'seven')
    expect(said).toMatch(/Written by scripted, not checked facts\n {2}Logins failed for an hour\. \[[0-9a-f]{8}/)
    expect(await cli('spent')).toBe(0)
    expect(said).toMatch(/\n\d{4}-\d\d-\d\d +post mortem +1 +1 +1 +120 +\$0\.0001/)
  })

  it('is written anew when a person wants it, from facts alone: what a model wrote before is not among them', async () => {
    server.reply = () => answer('{"sentences":[{"text":"Second try.","events":["E1"]}]}')
    expect(await cli('incident', 'seven', '--prose')).toBe(0)
    await mesh.settled()
    expect((await room('seven')).prose!.sentences.map(({ text }) => text)).toEqual(['Second try.'])
    expect(server.asked).toHaveLength(2)
    expect(server.asked[1]!.body.messages[1]!.content).not.toContain('Logins failed for an hour')
  })

  it('says why there is none where no model answers', async () => {
    server.reply = () => [500, 'evil words of the server']
    await over('eight', 'mails are late')
    const { prose, prose_missing: missing } = await room('eight')
    expect(prose).toBeUndefined()
    expect(missing).toMatchObject({ state: 'failed', reason: expect.stringContaining('it answers 500') })
    expect(JSON.stringify(await mesh.events())).not.toContain('evil words')
  })
})
