import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft, type EventData } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'

const REPOSITORY = 'acme/shop'

const note = (
  job: string,
  title: string,
  more: Partial<EventData['note.written.v1']> = {},
  time = '2026-03-01T10:00:00Z',
): Draft => draft('note.written.v1', { subject: `notes/${job}`, time, data: { job, type: 'Decision', title, ...more } })

interface Built {
  readonly messages: { readonly content: string }[]
  readonly diagnostics: {
    readonly found: Record<string, number>
    readonly problems: string[]
    readonly selected: number
  }
  readonly candidates: { readonly source: string; readonly title: string }[]
  readonly hints: string[]
}

describe('memory and context', () => {
  let mesh: TestMesh
  let semantah: TestService
  let folder: string
  const home = (): string => mesh.settings['HEIMGEWEBE_HOME'] ?? ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'semantah-shop-'))
    const git = (...args: string[]): Buffer =>
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c', ...args], { cwd: folder })
    git('init', '-q', '-b', 'main')
    await mkdir(join(folder, 'src'))
    await writeFile(join(folder, 'src/token.ts'), 'export const verifyToken = (token: string) => token !== "expired"\n')
    await writeFile(join(folder, 'src/cart.ts'), 'export const total = () => 0\n')
    await writeFile(join(folder, 'src/long.ts'), `// verify token\n${'const filler = 1\n'.repeat(5000)}`)
    git('add', '-A')
    git('commit', '-q', '-m', 'start')
    mesh = await TestMesh.start()
    semantah = await mesh.boot((source) => AppModule.fromEnvironment(source), { SEMANTAH_NOTES: '50' })
    await mesh.append(
      draft('repository.registered.v1', {
        subject: `repository/${REPOSITORY}`,
        data: { repository: REPOSITORY, location: folder, default_branch: 'main', shallow: false },
      }),
      draft('incident.detected.v1', {
        subject: 'incident/7',
        data: {
          repository: REPOSITORY,
          title: 'expired token let somebody in',
          severity: 'critical',
          detected_at: '2026-01-01T00:00:00Z',
        },
      }),
      note('j1', 'Tokens expire after an hour', { body: 'verifyToken must refuse an expired token', importance: 0.9 }),
      note('j1', 'The cart is out of scope', { type: 'Constraint' }),
      draft('message.summarised.v1', {
        subject: 'notes/j1',
        data: { job: 'j1', step: 's0', role: 'coder', summary: 'token tests were added' },
      }),
    )
    await mesh.settled()
    await mkdir(join(home(), 'semantah/artifacts/j1'), { recursive: true })
    await writeFile(join(home(), 'semantah/artifacts/j1/plan.json'), '{"plan":"verify the token first"}')
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const build = async (more: object = {}): Promise<Response> =>
    semantah.fetch('/context', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        job: 'j1',
        step: 's1',
        role: 'coder',
        repository: REPOSITORY,
        task: { title: 'Refuse expired tokens', text: 'A login with an expired token must fail.' },
        stepText: { title: 'Check the expiry in verifyToken' },
        base: [{ role: 'system', content: 'You write code.' }],
        ...more,
      }),
    })

  it('builds a context from every source, and keeps what it was made of', async () => {
    const built = (await (await build()).json()) as Built

    expect(built.diagnostics.problems).toEqual([])
    expect(built.diagnostics.found).toMatchObject({
      task: 1,
      step: 1,
      memory: 2,
      repo: 3,
      artifact: 1,
      history: 1,
      docs: 1,
    })
    expect(built.messages[0]!.content).toBe('You write code.')
    expect(built.messages[1]!.content).toContain('verifyToken must refuse an expired token')
    expect(built.hints).toHaveLength(built.diagnostics.selected)
    const kept = await semantah.json('/context?job=j1&step=s1')
    expect(kept).toEqual(built.diagnostics)
    const file = await readFile(join(home(), 'semantah/artifacts/j1/context_s1.json'), 'utf8')
    expect(JSON.parse(file)).toEqual(kept)
  })

  it('reads the files that the step names, each cut to its tokens, and no other', async () => {
    const built = (await (
      await build({ stepText: { title: 'x', files: ['src/long.ts', '../../etc/passwd', 'none.ts'] } })
    ).json()) as Built

    expect(built.candidates.filter(({ source }) => source === 'repo').map(({ title }) => title)).toEqual([
      'src/long.ts',
    ])
    expect(built.messages[1]!.content.length).toBeLessThan(20_000)
  })

  it('goes on without a repository that it cannot read, and says so', async () => {
    const known = draft('repository.registered.v1', {
      subject: 'repository/acme/gone',
      data: { repository: 'acme/gone', location: '/nowhere', default_branch: 'main', shallow: false },
    })
    await mesh.append(known)
    await mesh.settled()
    const built = (await (await build({ repository: 'acme/gone' })).json()) as Built

    expect(built.diagnostics.problems[0]).toMatch(/^repo: /)
    expect(built.diagnostics.found['memory']).toBe(2)
  })

  it.each([
    ['no task', { task: undefined }],
    ['files that are none', { stepText: { title: 'x', files: [1] } }],
    ['a role that is none', { base: [{ role: 'root', content: 'x' }] }],
    ['a job that is none', { job: '' }],
  ])('refuses %s with 400', async (_, more) => {
    expect((await build(more)).status).toBe(400)
  })

  it('refuses with 413 what cannot fit', async () => {
    const huge = Array.from({ length: 20 }, () => ({ role: 'user', content: 'word '.repeat(8000) }))

    expect((await build({ base: huge })).status).toBe(413)
  })

  it('remembers by likeness, recency and importance', async () => {
    const recalled = await semantah.json<{ memories: { title: string; score: number }[] }>(
      '/recall?job=j1&q=expired%20token',
    )

    expect(recalled.memories[0]!.title).toBe('Tokens expire after an hour')
    expect(recalled.memories[0]!.score).toBeGreaterThan(recalled.memories[1]!.score)
    const deep = await semantah.json<{ questions: string[] }>(
      '/recall?job=j1&q=the%20expired%20token%20of%20a%20login&deep=true',
    )
    expect(deep.questions.length).toBeGreaterThan(1)
  })

  it('refuses a note of a kind that is none, naming the field', async () => {
    const response = await mesh.chronik.fetch('/events', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        type: 'note.written.v1',
        source: '/test',
        subject: 'notes/j1',
        data: { job: 'j1', type: 'Idea', title: 'x' },
      }),
    })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ field: '/data/type' })
  })

  describe('the archivist', () => {
    it('leaves four fifths of the limit alone, and archives all but ten beyond', async () => {
      await mesh.append(...Array.from({ length: 40 }, (_, at) => note('j2', `note ${at}`)))
      await mesh.settled()
      expect(await mesh.events('notes.archived.v1')).toEqual([])

      await mesh.append(note('j2', 'note 40', {}, '2026-03-02T10:00:00Z'))
      await mesh.settled()
      const [archived] = await mesh.events('notes.archived.v1')
      expect(archived!.data).toMatchObject({ job: 'j2', count: 31, kept: 10 })
      const { notes } = await semantah.json<{ notes: { title: string }[] }>('/notes?job=j2')
      expect(notes.map(({ title }) => title)).toEqual(Array.from({ length: 10 }, (_, at) => `note ${40 - at}`))
      const file = join(home(), 'semantah/memory/j2', archived!.data.file)
      const text = await eventually(async () => (await readFile(file, 'utf8').catch(() => '')) || undefined)
      expect((JSON.parse(text) as { notes: unknown[] }).notes).toHaveLength(31)
    })

    it('changes nothing when everything is delivered once more', async () => {
      const before = [await mesh.events(), await semantah.json('/notes?job=j2')]
      await mesh.redeliverAll()

      expect([await mesh.events(), await semantah.json('/notes?job=j2')]).toEqual(before)
    })
  })
})
