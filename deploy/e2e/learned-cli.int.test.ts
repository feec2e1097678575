import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft, newId } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { Terminal } from '../cli/src/output/terminal.js'
import { buildProgram } from '../cli/src/program.js'
import { moduleOf } from './all-services.js'
import { threeBadChanges } from './learned-kit.js'

let mesh: TestMesh
let home: string
let port: string
let said = ''

const cli = (...args: string[]): Promise<number> => {
  said = ''
  const terminal = new Terminal({ write: (text) => (said += text) }, { write: () => undefined }, { NO_COLOR: '1' })
  const settings = { HEIMGEWEBE_HOME: home, HEIMLERN_PORT: port, CHRONIK_PORT: new URL(mesh.chronik.url).port }
  return buildProgram(settings, home, terminal, new AbortController().signal, () => undefined)(args)
}

beforeAll(async () => {
  mesh = await TestMesh.start()
  const service = await mesh.boot(await moduleOf('heimlern'))
  await mesh.boot(await moduleOf('heimgeist'))
  port = new URL(service.url).port
  home = await mkdtemp(join(tmpdir(), 'learned-'))
  await mkdir(join(home, 'secrets'))
  await writeFile(join(home, 'secrets', 'token'), await readFile(mesh.settings['HEIMGEWEBE_TOKEN_FILE']!, 'utf8'))

  await mesh.append(...threeBadChanges())
  await mesh.settled()
})
afterAll(async () => {
  await mesh.stop()
  await rm(home, { recursive: true })
})

describe('the command line about what was learned', () => {
  it('lists patterns in sentences, or as JSON', async () => {
    expect(await cli('patterns', 'list', '--kind', 'bad')).toBe(0)
    expect(said).toContain('3 of 3 changes of auth ended badly, in 3 independent cases; of the others 0 %.')
    expect(await cli('patterns', 'list', '--json')).toBe(0)
    const { patterns } = JSON.parse(said) as { patterns: { kind: string }[] }
    expect(patterns.map(({ kind }) => kind).sort()).toEqual(['bad', 'error'])
  })

  it('tells of a log whether its error is known, by its exit code too', async () => {
    const [known, unknown] = [join(home, 'known.log'), join(home, 'unknown.log')]
    await writeFile(known, 'FAIL auth\nError: token of 4711 ms is accepted\n    at check (src/auth/check.ts:3:1)\n')
    await writeFile(unknown, 'panic: nobody knows this')

    expect(await cli('patterns', 'known', unknown)).toBe(1)
    expect(await cli('patterns', 'known', known)).toBe(0)
    expect(said).toContain('seen 3 times in acme/shop; no repair is known')
    expect(
      await cli('patterns', 'known', join(home, 'missing')).catch((error: { exitCode: number }) => error.exitCode),
    ).toBe(2)
  })

  it('exports without names, into a new file only', async () => {
    const out = join(home, 'export.json')
    expect(await cli('patterns', 'export', '--repository', 'acme/shop', '--out', out)).toBe(0)
    expect(await readFile(out, 'utf8')).not.toMatch(/auth|acme|shop|token/)
    const again = cli('patterns', 'export', '--repository', 'acme/shop', '--out', out)
    expect(await again.catch((error: { exitCode: number }) => error.exitCode)).toBe(2)
  })

  it('shows rules and runbooks with their text', async () => {
    expect(await cli('rules', 'list')).toBe(0)
    expect(said).toMatch(/Auth-Changes-Policy +policy +proposed +1 +0 +0 +0 +acme\/shop\/auth-policy/)
    expect(await cli('runbooks', 'list')).toBe(0)
    expect(said).not.toContain('Policy')
    expect(await cli('runbooks', 'show', 'acme/shop/auth-runbook')).toBe(0)
    expect(said).toContain('# Auth changes')
    expect(said).toContain('failed its guard')
  })

  it('shows what fixes took out of the code, and why it makes no rule', async () => {
    expect(await cli('rules', 'mined')).toBe(0)
    expect(said).toContain('no fixes were looked at yet')
    const refused = { language: 'Go', construct: 'panic($A)\u001b[2J', reason: '9 of 200 good changes have it too' }
    const counts = { cases: 3, silent_on: 191, false_alarms: 9 }
    const data = { repository: 'acme/shop', request: newId(), verdict: 'done' as const, reason: 'no rule', rules: [] }
    const mined = { ...data, refused: [{ ...refused, ...counts }], duration_seconds: 1 }
    await mesh.appendAs('heimgewebe/wgx', draft('mining.finished.v1', { subject: 'mining/acme/shop', data: mined }))
    await mesh.settled()

    expect(await cli('rules', 'mined')).toBe(0)
    expect(said).toMatch(/- panic\(\$A\).*taken out of 3 changes: 9 of 200 good changes have it too/)
    expect(said).not.toContain('\u001b')
  })

  it('says of a pattern that it is wrong, which takes back what was offered because of it', async () => {
    const subject = 'pattern/acme/shop/bad-auth'
    const foreign = { about: newId(), subject, verdict: 'good' as const, by: 'person/ada' }
    await mesh.appendAs('heimgewebe/wgx', draft('feedback.given.v1', { subject, data: foreign }))
    expect(await cli('patterns', 'bad', 'acme/shop/bad-auth')).toBe(0)
    expect(said).toContain('said to be bad: acme/shop/bad-auth')
    await mesh.settled()
    expect(await cli('patterns', 'list', '--state', 'retired')).toBe(0)
    expect(said).toContain('people: 0 good, 1 bad')
    expect(await cli('rules', 'list')).toBe(0)
    expect(said).toMatch(/Auth-Changes-Policy +policy +retired/)
    const closed = (await mesh.events('approval.closed.v1')).map(({ data }) => `${data.outcome}: ${data.reason}`)
    expect(closed).toEqual(closed.map(() => expect.stringMatching(/^withdrawn: people reject the pattern/)))
    expect(closed.length).toBeGreaterThan(0)

    const unknown = cli('patterns', 'good', 'acme/shop/nothing')
    expect(await unknown.catch((error: { exitCode: number }) => error.exitCode)).toBe(1)
  })
})
