import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft, newId } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { type Shop, makeShop } from './shop-repository.js'
import { REPOSITORY, answersTo, guard, imported, requested, resultsOf } from './wgx-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

const KNOWN = `<testsuites><testsuite name="s"><testcase name="old"><failure message="as ever"/></testcase></testsuite></testsuites>`

suite('the choice among guards, and whose fault a failure is', () => {
  let shop: Shop
  const mark = newId()
  let mesh: TestMesh
  let wgx: TestService
  beforeAll(async () => {
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    mesh = await TestMesh.start()
    wgx = await mesh.boot((source) => AppModule.fromEnvironment(source), {
      WGX_GUARD_SAMPLE: '0',
      WGX_WEAK_RUNS: '2',
    })
    const guards = [
      guard('auth-tests', 'auth', 'sh test/auth.sh', { junit: 'report.xml' }),
      guard('web-tests', 'web', 'echo all of web', {
        tests: ['test/**'],
        tests_command: 'for test in {tests}; do echo "ran $test"; done',
      }),
      guard('docs', 'docs', 'true'),
      // Waits in its folder for the test to say how it ends.
      guard('shaky', 'shaky', `: ${mark}; until test -e ill || test -e well; do sleep 0.05; done; test -e well`),
      guard('ever', 'ever', `echo '${KNOWN}' > report.xml; exit 1`, { junit: 'report.xml' }),
    ]
    await mesh.append(...imported(shop, guards))
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(shop.folder, { recursive: true, force: true })
  })

  /** Folder of a run that waits to be told how it ends, other than those that were told: what bubblewrap binds for it. */
  const waitingRun = async (told: readonly string[]): Promise<string | undefined> => {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
      const folder = words[words.indexOf('--bind') + 1]
      if (!words.at(-2)?.includes(mark) || !words.includes('--bind') || folder === undefined) continue
      if (!told.includes(folder)) return folder
    }
    return undefined
  }

  const assessed = (number: number) =>
    draft('risk.assessed.v1', {
      subject: `pr/${REPOSITORY}/${number}`,
      data: {
        repository: REPOSITORY,
        change: `pr/${REPOSITORY}/${number}`,
        percentile: 50,
        probability: null,
        level: 'low',
        signal: 'none',
        reasons: [],
        baseline: { name: 'lines added', value: 1, percentile: 50 },
        areas: ['auth'],
        open: true,
        tests: [{ path: "test/it's login.sh", by: 'learned' }],
        tests_known: 4,
        guards: [
          { guard: 'web-tests', worth: 0.5, by: 'learned', text: 'found a fault in 5 of its 9 runs for a.ts' },
          { guard: 'auth-tests', worth: 0.1, by: 'area', text: 'its area auth is touched' },
        ],
        guards_signal: 'learned',
        model: 'test',
      },
    })

  it('runs what the past speaks for, tells why, and leaves the rest', async () => {
    await mesh.append(assessed(1))
    const request = requested(1, { area: 'changed', areas: ['auth'] })
    const results = await answersTo(mesh, request)
    const chosen = (await mesh.events('guards.chosen.v1')).find(({ data }) => data.request === request.id)

    expect(chosen?.data).toMatchObject({
      basis: 'learned',
      share: 0.5,
      chosen: [{ guard: 'web-tests', by: 'learned', tests: ["test/it's login.sh"] }, { guard: 'auth-tests' }],
    })
    expect(chosen?.data.left_out.map(({ guard }) => guard)).toEqual(['docs', 'shaky', 'ever'])
    expect(results).toMatchObject([
      { guard: 'web-tests', by: 'learned', output_tail: "ran ./test/it's login.sh\n" },
      { guard: 'auth-tests', by: 'area', verdict: 'passed' },
    ])
  })

  it('runs the guards of the areas for a change of which nothing was said, and says so', async () => {
    const request = requested(2, { area: 'changed', areas: ['auth'] })
    const results = await answersTo(mesh, request)
    const chosen = (await mesh.events('guards.chosen.v1')).find(({ data }) => data.request === request.id)

    expect(chosen?.data).toMatchObject({ basis: 'areas', chosen: [{ guard: 'auth-tests', by: 'area' }] })
    expect(results).toMatchObject([{ guard: 'auth-tests', verdict: 'failed', fault: 'change' }])
    expect(results[0]?.signals?.slice(0, 2)).toMatchObject([
      { kind: 'rerun', speaks: 'against', sha: shop.faulty },
      { kind: 'before', speaks: 'against', sha: shop.base },
    ])
  })

  it('lets a change pass whose guard passes when it is run again alone, and counts the flip', async () => {
    const request = requested(1, { area: 'shaky' })
    await mesh.append(request)
    const seen: string[] = []
    for (const end of ['ill', 'well'])
      await eventually(async () => {
        const folder = await waitingRun(seen)
        if (folder === undefined) return false
        seen.push(folder)
        await writeFile(join(folder, end), '')
        return true
      })
    await mesh.settled()

    const [result] = await resultsOf(mesh, request)
    expect(result).toMatchObject({ guard: 'shaky', verdict: 'passed', fault: 'flaky', exit_code: 1 })
    expect(result?.reason).toContain('passed when run again alone')
    expect(
      await mesh.query(`select guard, test, failed, flipped, blamed from wgx.test_record where guard = 'shaky'`),
    ).toEqual([{ guard: 'shaky', test: '', failed: 1, flipped: 1, blamed: 0 }])
  })

  it('lets a change pass where the same tests fail without it', async () => {
    const [result] = await answersTo(mesh, requested(1, { area: 'ever' }))

    expect(result).toMatchObject({ verdict: 'passed', fault: 'before', known: ['old'], failures: [{ name: 'old' }] })
  })

  it('counts what each guard caught, and what it missed once a change turns out bad', async () => {
    const bad = `change/${REPOSITORY}/${shop.clean}`
    await mesh.append(
      draft('outcome.recorded.v1', {
        subject: bad,
        data: { repository: REPOSITORY, change: bad, kind: 'fixed', events: [newId()], areas: ['auth', 'docs'] },
      }),
    )
    await mesh.settled()
    const { guards } = await wgx.json<{ guards: { guard: string }[] }>(`/guards/worth?repository=${REPOSITORY}`)
    const of = (name: string) => guards.find(({ guard }) => guard === name)

    // The commit is the head of the first pull request: auth-tests passed it, docs was left out.
    expect(of('auth-tests')).toMatchObject({ runs: 2, caught: 1, missed_passed: 1, missed_left_out: 0, worth: 'pays' })
    expect(of('docs')).toMatchObject({ runs: 0, missed_left_out: 1, worth: 'unclear' })
    expect(of('shaky')).toMatchObject({ runs: 1, flaky: 1, missed_passed: 0 })
    expect(await wgx.json('/guards/flaky')).toMatchObject({ tests: [{ guard: 'shaky', failed: 1, flipped: 1 }] })
  })

  it('proposes once to retire a guard that catches nothing', async () => {
    const docs = () => answersTo(mesh, requested(1, { area: 'docs' }))
    await docs()
    await mesh.append(
      ...[3, 4, 5].map((number) =>
        draft('guard.finished.v1', {
          subject: `guard/${number}`,
          data: {
            repository: REPOSITORY,
            change: `pr/${REPOSITORY}/${number}`,
            request: newId(),
            guard: 'docs',
            area: 'docs',
            verdict: 'passed',
            reason: 'exited with 0',
            duration_seconds: 60,
            protection: [],
          },
        }),
      ),
    )
    await mesh.settled()

    const insights = (await mesh.events('insight.raised.v1')).map(({ data }) => data)
    expect(insights).toHaveLength(1)
    expect(insights[0]).toMatchObject({ kind: 'guard', repository: REPOSITORY })
    expect(insights[0]?.statement).toMatch(/^guard docs does not pay: no fault of a change caught in 2 runs/)
  })
})
