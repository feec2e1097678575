import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { changeOf, commit, registered } from '../../services/leitstand/test/given-events.js'
import { detected, minutes, resolved } from '../../services/leitstand/test/given-incidents.js'
import { Terminal } from '../cli/src/output/terminal.js'
import { buildProgram } from '../cli/src/program.js'
import { moduleOf } from './all-services.js'

/** Incidents with the same error, each mended by a commit. */
const TIMES = [1, 2, 3]
const traceAt = (n: number): string =>
  `TypeError: Cannot read properties of undefined (reading 'expires')\n    at check (/srv/app-${n}/src/auth/session.ts:${n}:11)`

let mesh: TestMesh
let home: string
let port: string
let said = ''

const cli = (...args: string[]): Promise<number> => {
  said = ''
  const terminal = new Terminal({ write: (text) => (said += text) }, { write: () => undefined }, { NO_COLOR: '1' })
  const settings = { HEIMGEWEBE_HOME: home, LEITSTAND_PORT: port, CHRONIK_PORT: new URL(mesh.chronik.url).port }
  return buildProgram(settings, home, terminal, new AbortController().signal, () => undefined)(args)
}
const exitCodeOf = (run: Promise<number>): Promise<number> => run.catch((error: { exitCode: number }) => error.exitCode)

const boot = async (name: string): Promise<TestService> => {
  return mesh.boot(await moduleOf(name))
}

beforeAll(async () => {
  mesh = await TestMesh.start()
  const leitstand = await boot('leitstand')
  await boot('sichter')
  await boot('heimlern')
  port = new URL(leitstand.url).port
  home = await mkdtemp(join(tmpdir(), 'incident-'))
  await mkdir(join(home, 'secrets'))
  await writeFile(join(home, 'secrets', 'token'), await readFile(mesh.settings['HEIMGEWEBE_TOKEN_FILE']!, 'utf8'))
  const touching = (n: number, minute: number, path: string, title: string) => ({
    ...commit(n, { title, committed_at: minutes(minute), files: [{ path, status: 'modified', added: n, deleted: 1 }] }),
    time: minutes(minute),
  })
  await mesh.append(
    registered(),
    ...[1, 2, 3, 4, 5, 6].map((n) => touching(n, n - 60, `src/web/page-${n}.ts`, `web: page ${n}`)),
  )
  for (const n of TIMES) {
    const file = 'src/auth/session.ts'
    await mesh.append(
      touching(10 + n, n * 300 - 30, file, `auth: sessions, part ${n}`),
      detected(`trace-${n}`, n * 300, { title: 'logins fail', text: traceAt(n), files: [file] }),
    )
    if (n < 3)
      await mesh.append(
        touching(20 + n, n * 300 + 60, file, `auth: mend sessions ${n}`),
        resolved(`trace-${n}`, n * 300 + 60, { fixed_by: changeOf(20 + n) }),
      )
    await mesh.settled()
  }
})
afterAll(async () => {
  await mesh.stop()
  await rm(home, { recursive: true })
})

describe('the room of an incident that came before, on the command line', () => {
  it('lists incidents, and says by its exit code that one is not over', async () => {
    expect(await cli('incidents')).toBe(1)
    expect(said).toMatch(/open +critical +auth +logins fail +incident\/trace-3\n.*over/)
    expect(await cli('incidents', '--state', 'resolved', '--json')).toBe(0)
    expect((JSON.parse(said) as { incidents: unknown[] }).incidents).toHaveLength(2)
    expect(await exitCodeOf(cli('incidents', '--state', 'over'))).toBe(2)
  })

  it('shows whom sichter suspects, and that heimlern knows the error again', async () => {
    expect(await cli('incident', 'trace-3')).toBe(0)

    expect(said).toMatch(/Cause\n {2}nobody has named it/)
    expect(said).toMatch(/Suspects\n {2}\d+ % {2}auth: /)
    expect(said).toMatch(/Seen before\n.*Cannot read properties of undefined/)
    expect(said).toContain('logins fail (incident/trace-2)')
    expect(await exitCodeOf(cli('incident', 'nobody'))).toBe(2)
  })

  it('takes what a person says of a suspect, which sichter and the draft of the post-mortem then know', async () => {
    await cli('incident', 'trace-3', '--json')
    const { suspects } = (JSON.parse(said) as { ranking: { suspects: { subject: string }[] } }).ranking
    expect(await cli('incident', 'trace-3', '--deny', '1', '--note', 'it only moved lines')).toBe(0)
    await mesh.settled()
    const ranking = (await mesh.events('suspects.ranked.v1'))
      .filter(({ subject }) => subject === 'incident/trace-3')
      .at(-1)!
    expect(ranking.data.suspects.map(({ change }) => change)).not.toContain(suspects[0]!.subject)

    const next = ranking.data.suspects[0]!.change
    expect(await cli('incident', 'trace-3', '--confirm', next)).toBe(0)
    await mesh.settled()
    expect(await cli('incident', 'trace-3', '--post-mortem')).toBe(0)
    expect(said).toMatch(/denied .* and added “it only moved lines”\./)
    expect(said).toMatch(/confirmed that “auth: /)
    expect(said).not.toContain('Nobody has named the cause')
    for (const wrong of [
      ['--confirm', '99'],
      ['--confirm', 'feed'],
      ['--confirm', '1', '--deny', '1'],
    ])
      expect(await exitCodeOf(cli('incident', 'trace-3', ...wrong))).toBe(2)
  })
})
