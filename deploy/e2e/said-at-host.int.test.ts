import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type EventData, type MeshEvent, draft, newId } from '@heimgewebe/contracts'
import { FakeHost, change } from '@heimgewebe/hosts/test-kit'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { Terminal } from '../cli/src/output/terminal.js'
import { buildProgram } from '../cli/src/program.js'
import { commandsHeard } from '../../services/heimgeist/test/commands-heard.js'
import { moduleOf } from './all-services.js'

const REPOSITORY = 'acme/shop'
const PR = `pr/${REPOSITORY}/1`
const [FIRST, SECOND] = ['a'.repeat(40), 'b'.repeat(40)]

/** heimgeist and hauski as they run in production, and a host that speaks the API of Forgejo. */
describe('what heimgeist warns about', () => {
  let mesh: TestMesh
  let host: FakeHost
  let heimgeist: TestService
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-said-'))
    host = await FakeHost.start('forgejo')
    host.world.changes.push(change(1))
    const token_file = join(folder, 'token')
    await writeFile(token_file, host.token, { mode: 0o600 })
    const entry = {
      name: 'ours',
      kind: 'forgejo',
      url: host.url,
      own: true,
      token_file,
      acts: ['comment', 'status', 'issue'],
    }
    await writeFile(join(folder, 'hosts.json'), JSON.stringify({ hosts: [entry] }))
    mesh = await TestMesh.start({
      HAUSKI_HOSTS_FILE: join(folder, 'hosts.json'),
      HEIMGEIST_SAY_AT_HOSTS: 'comment,status',
      HEIMGEIST_CLOCK: '20ms',
    })
    heimgeist = await mesh.boot(await moduleOf('heimgeist'))
    await mesh.boot(await moduleOf('hauski'))
    await mkdir(join(folder, 'secrets'))
    await writeFile(join(folder, 'secrets/token'), await readFile(mesh.settings['HEIMGEWEBE_TOKEN_FILE']!, 'utf8'))
    const location = `${host.url}/acme/shop.git`
    const data = { repository: REPOSITORY, location, default_branch: 'main', shallow: false }
    await mesh.append(draft('repository.registered.v1', { subject: `repository/${REPOSITORY}`, data }))
  })
  afterAll(async () => {
    await mesh.stop()
    await host.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const judged = async (sha: string, level: 'low' | 'high'): Promise<void> => {
    const reasons = [{ kind: 'file-incidents', text: 'src/login.ts was involved in 3 incidents', events: [newId()] }]
    const data: EventData['risk.assessed.v1'] = {
      ...{ repository: REPOSITORY, change: PR, sha, title: 'Refresh tokens', percentile: 96, probability: 0.3, level },
      ...{ signal: 'learned', reasons: level === 'high' ? reasons : [], areas: ['auth'], open: true, model: 'test 1' },
      baseline: { name: 'lines added', value: 12, percentile: 40 },
    }
    await mesh.appendAs('heimgewebe/sichter', draft('risk.assessed.v1', { subject: PR, data }))
    await mesh.settled()
  }
  const comments = (): string[] => host.world.comments.map(({ text }) => text)

  it('stands in one comment on the change, with the guard that failed, and as a status of its commit', async () => {
    await judged(FIRST!, 'high')
    expect(comments()).toEqual([expect.stringContaining('src/login.ts was involved in 3 incidents')])

    const request = (await mesh.events('guard.requested.v1'))[0]!
    const data: EventData['guard.finished.v1'] = {
      ...{ repository: REPOSITORY, change: PR, request: request.id, guard: 'auth', area: 'auth', sha: FIRST! },
      ...{ verdict: 'failed', reason: '2 of 12 tests failed', duration_seconds: 3, protection: [] },
    }
    await mesh.appendAs('heimgewebe/wgx', draft('guard.finished.v1', { subject: request.subject, data }))
    await mesh.settled()
    expect(comments()).toEqual([expect.stringMatching(/3 incidents[^]*guard auth failed/)])
    expect(host.world.statuses).toMatchObject([
      { sha: FIRST, name: 'heimgewebe/auth', state: 'failure', description: '2 of 12 tests failed' },
    ])
  })

  it('is taken away when the next commit is not warned about, and never said twice', async () => {
    await judged(SECOND!, 'low')
    expect(comments()).toEqual([])

    const before = await mesh.events()
    await mesh.redeliverAll()
    expect(await mesh.events()).toEqual(before)
    expect(host.asked.filter((line) => !line.startsWith('GET'))).toHaveLength(4)
    const acts = (await mesh.events('action.finished.v1')).map(({ data }) => `${data.act} ${data.verdict}`)
    expect(acts.sort()).toEqual(['set_status done', ...Array<string>(3).fill('write_comment done')])
  })

  it('becomes an issue when a person asks for it and another one says yes to exactly that, and is closed the same way', async () => {
    await order('hauski /issue "Login broke three times"')
    const question = await asked(1)
    expect(host.world.issues).toEqual([])
    expect(question.data.text).toContain('Login broke three times')
    await approve(question)
    await eventually(() => host.world.issues.length > 0)
    await mesh.settled()

    expect(host.world.issues).toMatchObject([{ title: 'Login broke three times', state: 'open' }])
    const opened = (await mesh.events('action.finished.v1')).find(({ data }) => data.act === 'open_issue')!
    await order(`hauski /undo ${opened.data.request}`)
    await approve(await asked(2))
    await eventually(() => host.world.issues[0]!.state === 'closed')
  })

  /** The command line; gives what it printed. */
  const cli = async (...args: string[]): Promise<string> => {
    let printed = ''
    const [out, quiet] = [{ write: (text: string) => void (printed += text) }, { write: () => undefined }]
    const port = (url: string): string => new URL(url).port
    const settings = {
      HEIMGEWEBE_HOME: folder,
      CHRONIK_PORT: port(mesh.chronik.url),
      HEIMGEIST_PORT: port(heimgeist.url),
    }
    const terminal = new Terminal(out, quiet, {})
    const program = buildProgram(settings, folder, terminal, new AbortController().signal, () => undefined)
    expect(await program(args)).toBe(0)
    return printed
  }
  /** Gives a command by the command line. */
  const order = (text: string): Promise<string> =>
    cli('acts', 'order', text, '--repository', REPOSITORY, '--change', PR)
  /** The question with that number. It waits for the clock to tell what time it is. */
  const asked = async (number: number): Promise<MeshEvent<'approval.requested.v1'>> => {
    await eventually(async () => (await mesh.events('approval.requested.v1')).length >= number)
    return (await mesh.events('approval.requested.v1'))[number - 1]!
  }
  const approve = async (question: MeshEvent<'approval.requested.v1'>): Promise<void> => {
    const given = {
      ...{ request: question.id, option: 'approve', by: 'person/grace' },
      ...{ content_sha256: question.data.content_sha256! },
    }
    await mesh.appendAs('urn:heimgewebe:cli', draft('approval.given.v1', { subject: question.subject, data: given }))
  }

  it('is said in a comment of its own when a person has one written', async () => {
    await order('hauski /comment "please wait"')
    await commandsHeard(mesh)

    expect(comments()).toEqual([expect.stringMatching(/^- person\/\S+: please wait/)])
  })

  it('is explained where somebody asks why: by a comment at the change, and by the command line', async () => {
    const text = '@heimgewebe/heimgeist /why'
    const said = {
      repository: REPOSITORY,
      about: PR,
      author: { name: 'Bob' },
      text,
      created_at: new Date().toISOString(),
    }
    await mesh.append(draft('comment.created.v1', { subject: PR, data: said }))
    await commandsHeard(mesh)

    // The latest warning: an answer tells five decisions of six, and which of two about the first judgement is left out
    // depends on their ids.
    const warning = (await mesh.events('decision.made.v1')).findLast(({ data }) => data.chosen === 'warn')
    expect(comments().at(-1)).toMatch(/^- Why pr\/acme\/shop\/1: [^]*3 incidents/)
    expect(comments().at(-1)).toContain(warning!.id)
    const printed = await cli('why', '#1', '--repository', REPOSITORY)
    expect(printed).toContain(`decision ${warning!.id}`)
    expect(printed).toContain('because src/login.ts was involved in 3 incidents')
    await expect(cli('why', newId(), '--json')).rejects.toThrow('nothing is known of')
  })
})
