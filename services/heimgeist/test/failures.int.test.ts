import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AnyMeshEvent, type MeshEvent, draft, textHash } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, say } from './approvals-kit.js'
import { failingChange, lesson, runbook } from './failures-kit.js'
import { readAnew } from './read-anew.js'

let mesh: TestMesh
let heimgeist: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({
    HEIMGEIST_LEVELS: 'acme/level-0=0, acme/level-1=1, acme/level-3=3',
    HEIMGEIST_CLOCK: '20ms',
    HEIMGEIST_FAILURE_WAIT: '300ms',
    HEIMGEIST_MESSAGES_PER_DAY: '1000',
  })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

let number = 0
/** A change of its own for each test. */
const change = (repository = 'acme/shop') => failingChange(mesh, ++number, repository)

/** Whatever failed before this has been decided about: its alarm rang before the one of a change that fails now. */
const alarmsRang = async (): Promise<void> => {
  const next = change()
  await next.open()
  await next.fails()
  await next.question()
}

/** Everything that was said of a change after its failures, in words. */
const saidOf = async (subject: string): Promise<string[]> => {
  await mesh.settled()
  return (await mesh.events()).flatMap((event) => words(event as AnyMeshEvent, subject))
}
const words = ({ type, data }: AnyMeshEvent, subject: string): string[] => {
  if ((data as { change?: string }).change !== subject) return []
  if (type === 'decision.made.v1') return [`${data.level} ${data.act} ${data.chosen}`]
  if (type === 'failure.settled.v1') return [data.state]
  return /^(approval|escalation)/.test(type) ? [type.replace('.v1', '')] : []
}
const closedOf = async ({ id }: MeshEvent) =>
  (await mesh.theOne('approval.closed.v1', ({ data }) => data.request === id)).data

describe('the failure of an open change', () => {
  it('becomes one question with the report of all that failed and three ways on', async () => {
    const one = change()
    await one.open()
    const lint = one.red({ pipeline: 'lint', failures: [{ name: 'no-\u001B[31mvar', message: 'Error: x\nline two' }] })
    await say(mesh, one.red({ url: 'https://ci.example.org/1', run: '1' }), lint)
    const question = await one.question()
    await one.fails({ pipeline: 'late' })
    await alarmsRang()

    const { report, options, text, content_sha256: hash, act } = question.data
    expect(options.map(({ id }) => id)).toEqual(['develop-anew', 'fix-by-hand', 'give-up'])
    expect(report).toMatchObject({ sha: one.sha(), failures: 1, untrusted: true })
    expect(report!.runs.map(({ what, judged }) => `${what} ${judged}`)).toEqual(['ci/test new', 'ci/lint new'])
    expect(report!.runs[0]!.tests[0]!.fingerprint).toMatch(/^e1-/)
    expect(report!.runs[1]!.tests[0]).toMatchObject({ name: 'no-var', output: 'Error: x\nline two' })
    expect([hash, act]).toEqual([textHash(text), 'say'])
    expect(text).toContain('  | Error: x\n  | line two')
    expect(await saidOf(one.subject)).toEqual(['2 say ask', 'approval.requested'])
  })

  it.each([
    // A task at the host is a change: it is asked about like any other.
    ['develop-anew', 'develop_anew', ['2 change propose', 'approval.requested']],
    ['fix-by-hand', 'fix_by_hand', []],
    ['give-up', 'given_up', []],
  ])('leads by %s to the state %s, and to nothing before it is chosen', async (option, state, more) => {
    const one = change()
    await one.open()
    await one.fails()
    const question = await one.question()
    expect(await saidOf(one.subject)).toEqual(['2 say ask', 'approval.requested'])
    const [given] = await say(
      mesh,
      answer(question, { option, note: 'keep the old token' }),
      answer(question, { option: 'give-up' }),
    )

    const settled = await mesh.theOne('failure.settled.v1', ({ data }) => data.request === question.id)
    expect(settled.data).toMatchObject({ state, by: 'person/ada', hints: 'keep the old token', answer: given!.id })
    expect(await closedOf(question)).toMatchObject({ outcome: 'answered', option })
    if (more.length > 0) await mesh.theOne('approval.requested.v1', ({ data }) => data.about === settled.id)
    expect(await saidOf(one.subject)).toEqual(['2 say ask', 'approval.requested', '2 none settle', state, ...more])
    expect(await mesh.events('action.requested.v1')).toEqual([])
  })

  it('asks no more when a newer head passes, and says that it recovered', async () => {
    const one = change()
    await one.open()
    await one.fails()
    const question = await one.question()
    await one.passes({ sha: 'f'.repeat(40) })
    expect(await saidOf(one.subject)).toHaveLength(2)
    await one.push()
    await one.passes()

    expect(await closedOf(question)).toMatchObject({
      outcome: 'withdrawn',
      reason: `ci/test passed at ${one.sha().slice(0, 10)}`,
    })
    expect(await saidOf(one.subject)).toEqual(['2 say ask', 'approval.requested', 'recovered'])
  })

  it('asks nothing at all when it passes before anybody was asked', async () => {
    const one = change()
    await one.open()
    await say(mesh, one.guard({}), one.guard({ verdict: 'passed' }))
    await alarmsRang()

    expect(await saidOf(one.subject)).toEqual(['2 say warn', '2 say record-only'])
  })

  it('asks no more when the change is merged', async () => {
    const one = change()
    await one.open()
    await one.fails()
    const question = await one.question()
    await one.merged()

    expect(await closedOf(question)).toMatchObject({ outcome: 'withdrawn', reason: 'the change is no longer open' })
    await one.fails()
    expect(await saidOf(one.subject)).toHaveLength(2)
  })

  it('replaces its question with every head that fails, and wakes a person once, at the third', async () => {
    const one = change()
    await one.open()
    for (let n = 1; n <= 4; n++) {
      await one.fails()
      const question = await one.question()
      expect(question.data.report!.failures).toBe(n)
      await one.push()
    }
    await one.passes()
    await one.push()
    await one.fails()
    expect((await one.question()).data.report!.failures).toBe(1)

    const escalations = (await mesh.events('escalation.raised.v1')).filter(({ data }) => data.change === one.subject)
    expect(escalations.map(({ data }) => [data.failures, data.providers])).toEqual([[3, ['web', 'cli']]])
    const { approvals } = await heimgeist.json<{ approvals: { change?: string }[] }>('/approvals?brief=true')
    expect(approvals.filter((open) => open.change === one.subject)).toHaveLength(1)
  })
})

describe('a failure that is not of the change', () => {
  it('is excused where all its errors are known to waver', async () => {
    const one = change()
    const message = 'Error: connection reset by the staging database'
    await mesh.appendAs('heimgewebe/heimlern', lesson('flaky', message, 'came and went three times'))
    await one.open()
    await one.fails({ failures: [{ name: 'reads', message }] })

    const { data } = await one.decision('record-only')
    expect(data.reasons[0]!.text).toBe('ci/test is known to waver: came and went three times')
    await one.fails({
      failures: [
        { name: 'reads', message },
        { name: 'writes', message: 'TypeError: no such thing' },
      ],
    })
    expect((await one.question()).data.report!.runs).toHaveLength(1)
    expect(await saidOf(one.subject)).toEqual(['2 say record-only', '2 say ask', 'approval.requested'])
  })

  it('is excused where the default branch fails in the same way', async () => {
    const repository = 'acme/red'
    await say(
      mesh,
      draft('repository.registered.v1', {
        subject: `repository/${repository}`,
        data: { repository, location: '/red', default_branch: 'main', shallow: false },
      }),
    )
    const one = change(repository)
    const failures = [{ name: 'reads', message: 'RangeError: out of everything' }]
    const finished_at = new Date().toISOString()
    const trunk = { repository, sha: 'e'.repeat(40), branch: 'main', pipeline: 'test', failures, finished_at }
    await say(
      mesh,
      draft('ci.result.v1', { subject: `ci/${repository}/${trunk.sha}`, data: { ...trunk, outcome: 'failure' } }),
    )
    await one.open()
    await one.fails({ failures })

    expect((await one.decision('record-only')).data.reasons[0]!.text).toBe(
      'ci/test failed in the same way before this change',
    )
    await one.push()
    await one.fails({ failures: [{ name: 'reads', message: 'SyntaxError: another one' }] })
    expect((await one.question()).data.report!.runs[0]!.judged).toBe('new')
  })

  it('is excused where the guard itself found that it wavers', async () => {
    const one = change()
    await one.open()
    await say(mesh, one.guard({ fault: 'flaky' }))

    const text = 'guard/auth-tests passed when it was run again alone'
    const excused = await mesh.theOne('decision.made.v1', ({ data }) => data.reasons[0]?.text === text)
    expect(excused.data).toMatchObject({ change: one.subject, act: 'say', chosen: 'record-only', level: 2 })
  })
})

it('says what mended the same error before, and which runbook is in force', async () => {
  const one = change()
  const message = 'TypeError: token is undefined'
  await mesh.appendAs(
    'heimgewebe/heimlern',
    lesson('fix', message, 'solved three times like this: a change of src/auth'),
  )
  await mesh.appendAs('heimgewebe/heimgeist', runbook('acme/shop', 'Auth-Changes-Runbook'))
  await one.open()
  await one.fails({ failures: [{ name: 'login', message }] })

  const { report, reasons, text } = (await one.question()).data
  expect(report!.runs[0]!.tests[0]!.known).toBe('solved three times like this: a change of src/auth')
  expect(reasons![2]!.text).toBe('runbook “Auth-Changes-Runbook” is in force for this repository')
  expect(text).toContain('runbook “Auth-Changes-Runbook” is in force for this repository.')
  expect(reasons![1]!.text).toBe('solved three times like this: a change of src/auth')
})

it.each([
  ['acme/level-0', ['0 none nothing']],
  ['acme/level-1', ['1 say record-only']],
  ['acme/shop', ['2 say ask', 'approval.requested']],
  ['acme/level-3', ['3 say ask', 'approval.requested']],
])('has its own outcome at the level of %s', async (repository, outcome) => {
  const one = change(repository)
  await one.open()
  await one.fails()
  await one.decision(outcome[0]!.split(' ')[2]!)
  if (outcome.length > 1) await one.question()

  expect(await saidOf(one.subject)).toEqual(outcome)
})

it('asks nobody about the failures of an imported history', async () => {
  const one = change()
  await one.open()
  await say(
    mesh,
    draft('repository.registered.v1', {
      subject: 'repository/acme/shop',
      data: { repository: 'acme/shop', location: '/shop', default_branch: 'main', shallow: false },
    }),
  )
  const finished = '2019-03-01T10:00:00Z'
  await say(mesh, {
    ...draft('ci.result.v1', {
      subject: `ci/acme/shop/${one.sha()}`,
      data: {
        repository: 'acme/shop',
        sha: one.sha(),
        number,
        pipeline: 'test',
        outcome: 'failure',
        finished_at: finished,
      },
    }),
    time: finished,
  })

  expect(await mesh.query(`select * from heimgeist.failing where change = '${one.subject}'`)).toEqual([])
})

it('says nothing more when the log is delivered twice', async () => {
  await mesh.settled()
  const state = async () => [
    await mesh.events(),
    await mesh.query('select change, sha, about, state, streak from heimgeist.failing order by change'),
    await mesh.query('select about, state, request from heimgeist.wish order by about'),
  ]
  const before = await state()
  await mesh.redeliverAll()

  expect(await state()).toEqual(before)
})

it('stands where it stood after its read model was made anew from the log, and nothing is asked again', async () => {
  const one = change()
  await one.open()
  await one.fails()
  const question = await one.question()
  await alarmsRang()
  await mesh.settled()
  const state = async () => [
    (await mesh.events()).length,
    await mesh.query('select change, sha, runs, about, state, streak from heimgeist.failing order by change'),
    await mesh.query('select about, state, request, deadline from heimgeist.wish order by about'),
    await mesh.query('select repository, pattern, kind from heimgeist.lesson order by pattern'),
    await mesh.query('select repository, what, failed from heimgeist.trunk_run order by repository'),
  ]
  const before = await state()
  await readAnew(mesh, heimgeist)

  expect(await state()).toEqual(before)
  await say(mesh, answer(question, { option: 'give-up' }))
  expect((await saidOf(one.subject)).at(-1)).toBe('given_up')
})
