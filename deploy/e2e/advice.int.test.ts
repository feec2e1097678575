import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventData, type MeshEvent, draft, newId } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { Terminal } from '../cli/src/output/terminal.js'
import { buildProgram } from '../cli/src/program.js'
import { moduleOf } from './all-services.js'

const SHOP = 'acme/shop'
const pr = (number: number): string => `pr/${SHOP}/${number}`
const shaOf = (number: number): string => String(number).padStart(40, 'a')

let mesh: TestMesh
let services: Record<string, TestService>
let home: string
beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms', HEIMGEIST_MESSAGES_PER_DAY: '1000' })
  const names = ['sichter', 'heimlern', 'heimgeist']
  services = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await mesh.boot(await moduleOf(name))] as const)),
  )
  const owners = Object.entries({ chronik: mesh.chronik, ...services }).map(([name, { url }]) => `${name}=${url}`)
  services['leitstand'] = await mesh.boot(await moduleOf('leitstand'), { LEITSTAND_SERVICES: owners.join(',') })
  home = await mkdtemp(join(tmpdir(), 'heimgewebe-advice-'))
  await mkdir(join(home, 'secrets'))
  await writeFile(join(home, 'secrets/token'), await readFile(mesh.settings['HEIMGEWEBE_TOKEN_FILE']!, 'utf8'))
  await mesh.append(
    draft('repository.registered.v1', {
      subject: `repository/${SHOP}`,
      data: { repository: SHOP, location: '/srv/shop', default_branch: 'main', shallow: false },
    }),
    draft('configuration.recorded.v1', {
      subject: `repository/${SHOP}`,
      data: {
        ...{ repository: SHOP, sha: shaOf(1), guards: [], problems: [] },
        areas: ['auth', 'web', 'mail'].map((name) => ({ name, paths: [`src/${name}/**`] })),
      },
    }),
  )
})
afterAll(async () => {
  await mesh.stop()
  await rm(home, { recursive: true, force: true })
})

/** A request as a host tells it; each has an author of its own, so that cases are independent. */
const opened = (number: number, area: string, more: Partial<EventData['pr.opened.v1']> = {}): Draft =>
  draft('pr.opened.v1', {
    subject: pr(number),
    data: {
      ...{ repository: SHOP, number, branch: `topic-${number}`, base_branch: 'main', head: shaOf(number) },
      ...{ title: `Change ${number}`, author: { name: `author ${number}` }, added: 10, deleted: 2 },
      ...{ files_known: true, files: [{ path: `src/${area}/a.ts`, status: 'modified', added: 10, deleted: 2 }] },
      ...more,
    },
  })
const merged = (number: number): Draft =>
  draft('pr.merged.v1', {
    subject: pr(number),
    data: {
      ...{ repository: SHOP, number, title: `Change ${number}`, strategy: 'merge' },
      merged_at: new Date().toISOString(),
    },
  })
/** What a guard says of a request that ends well: others to compare with. */
const passed = (number: number, area: string): Draft => {
  const request = newId()
  return draft('guard.finished.v1', {
    subject: `guard/${request}`,
    data: {
      ...{ repository: SHOP, change: pr(number), request, guard: `${area}-tests`, area, sha: shaOf(number) },
      ...{ verdict: 'passed', reason: 'all passed', duration_seconds: 3, protection: [] },
    },
  })
}
const incident = (number: number, area: string): Draft =>
  draft('incident.detected.v1', {
    subject: `incident/${number}`,
    data: {
      ...{ repository: SHOP, title: `${area} is broken`, severity: 'error', caused_by: pr(number) },
      detected_at: new Date().toISOString(),
    },
  })
const say = async (...drafts: Draft[]): Promise<void> => {
  await mesh.append(...drafts)
  await mesh.settled()
}
const advised = async (number: number): Promise<MeshEvent<'advice.given.v1'>[]> =>
  (await mesh.events('advice.given.v1')).filter(({ data }) => data.change === pr(number))
const person = async (...drafts: Draft[]): Promise<void> => {
  await mesh.appendAs('urn:heimgewebe:cli', ...drafts)
  await mesh.settled()
}
/** The command line; gives what it printed. */
const cli = async (...args: string[]): Promise<string> => {
  let printed = ''
  const [out, quiet] = [{ write: (text: string) => void (printed += text) }, { write: () => undefined }]
  const port = (url: string): string => new URL(url).port
  const settings = {
    ...{ HEIMGEWEBE_HOME: home, CHRONIK_PORT: port(mesh.chronik.url) },
    ...{ HEIMGEIST_PORT: port(services['heimgeist']!.url), LEITSTAND_PORT: port(services['leitstand']!.url) },
  }
  const terminal = new Terminal(out, quiet, {})
  const program = buildProgram(settings, home, terminal, new AbortController().signal, () => undefined)
  await program(args)
  return printed
}

describe('three incidents of one area', () => {
  it('are told to the next change of it, two are not: raw events in, a recommendation out', async () => {
    await say(...[11, 12, 13, 14].flatMap((n) => [opened(n, 'web'), passed(n, 'web'), merged(n)]), opened(20, 'auth'))
    for (const n of [1, 2]) await say(opened(n, 'auth'), merged(n), incident(n, 'auth'))
    await say(opened(21, 'auth'))
    expect(await mesh.events('advice.given.v1')).toEqual([])

    // Those that are open when it is learned hear of it, and each that comes after.
    await say(opened(3, 'auth'), merged(3), incident(3, 'auth'), opened(22, 'auth'), opened(23, 'web'))
    const given = (await mesh.events('advice.given.v1')).map(({ data }) => data.change)
    expect(given.sort()).toEqual([20, 21, 22].map(pr))
    const [advice] = await advised(22)
    expect(advice!.data).toMatchObject({ kind: 'pattern', key: 'bad-auth', by: 'areas', places: ['auth'] })
    expect(advice!.data.text).toMatch(/^3 of 3 changes of auth ended badly/)
    expect([...advice!.data.changes!].sort()).toEqual([1, 2, 3].map(pr))
    const known = new Set((await mesh.events()).map(({ id }) => id))
    expect(advice!.data.events.filter((id) => !known.has(id))).toEqual([])
  })

  it('bring the runbook that a person approved, by name and place', async () => {
    const proposal = await mesh.theOne('rule.proposed.v1', ({ data }) => data.kind === 'runbook')
    const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === proposal.id)
    const { content_sha256 } = question.data
    const answer = { request: question.id, option: 'approve', by: 'person/ada' }
    await person(
      draft('approval.given.v1', {
        subject: question.subject,
        data: { ...answer, ...(content_sha256 === undefined ? {} : { content_sha256 }) },
      }),
    )
    // A runbook is a file: hauski, that is not here, says that it committed it.
    const act = await mesh.theOne('action.requested.v1', ({ data }) => data.act === 'add_rule')
    await mesh.appendAs(
      'heimgewebe/hauski',
      draft('action.finished.v1', {
        subject: act.subject,
        data: {
          ...{ repository: SHOP, request: act.id, act: act.data.act, verdict: 'done', duration_seconds: 0.1 },
          result: { commit: shaOf(99), branch: 'heimgewebe/runbook' },
        },
      }),
    )
    await mesh.theOne('rule.enacted.v1', ({ data }) => data.kind === 'runbook')
    await say(opened(24, 'auth'), opened(25, 'auth', { body: 'By the Auth-Changes-Runbook.' }))

    const [advice] = await advised(24)
    expect(advice!.data.text).toContain('What mended them: Auth-Changes-Runbook (docs/runbooks/auth-changes.md).')
    expect(await advised(25)).toEqual([])
    expect((await advised(22)).map(({ data }) => data.key)).toEqual(['bad-auth', 'auth-runbook'])
  })

  it('are shown at the change on the page, by risk and by why', async () => {
    const page = await services['leitstand']!.json<{ advice: { detail: { text: string } }[] }>(`/api/changes/${pr(24)}`)
    expect(page.advice.map(({ detail }) => detail.text)).toEqual([expect.stringContaining('Auth-Changes-Runbook')])
    expect(await cli('risk', SHOP, '#24')).toMatch(/recommended: [^]*Auth-Changes-Runbook/)
    expect(await cli('why', '#24', '--repository', SHOP)).toContain('heard: recommended: 3 of')
  })

  it('are told to nobody any more once people call the pattern bad', async () => {
    const text = 'heimlern /pattern-bad bad-auth'
    await person(
      draft('command.given.v1', { subject: 'command/x', data: { text, by: 'person/ada', repository: SHOP } }),
    )
    await say(opened(26, 'auth'))
    expect((await mesh.events('pattern.learned.v1')).at(-1)!.data.state).toBe('retired')
    expect(await advised(26)).toEqual([])
  })
})
