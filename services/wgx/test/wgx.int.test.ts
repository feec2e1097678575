import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { type Shop, makeShop } from './shop-repository.js'
import { REPOSITORY, answersTo, guard, imported, requested } from './wgx-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

const guards = [
  guard('auth-tests', 'auth', 'sh test/auth.sh', { junit: 'report.xml' }),
  guard('auth-login', 'auth', 'sh src/auth/login.sh ada secret', { kind: 'smoke' }),
  guard('slow', 'slow', 'sleep 600', { time_limit_seconds: 1 }),
  guard('greedy', 'greedy', 'head -c 500M /dev/zero | tail | sleep 10', { memory_limit_mib: 64 }),
  guard('curious', 'curious', 'ls -a .git ../etc/shadow; env | grep -c DATABASE; cat README.md'),
  guard('liar', 'liar', `ln -s /etc/passwd report.xml; exit 0`, { junit: 'report.xml' }),
]

suite('wgx', () => {
  let shop: Shop
  let mesh: TestMesh
  let wgx: TestService
  beforeAll(async () => {
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    mesh = await TestMesh.start()
    wgx = await mesh.boot((source) => AppModule.fromEnvironment(source))
    await mesh.append(...imported(shop, guards))
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(shop.folder, { recursive: true, force: true })
  })

  it('fails the guard of a change with a planted fault, and names the fault', async () => {
    const [result, ...others] = await answersTo(mesh, requested(2))

    expect(others).toEqual([])
    expect(result).toMatchObject({
      guard: 'auth-tests',
      area: 'auth',
      sha: shop.faulty,
      verdict: 'failed',
      reason: '1 of 3 tests failed: login refuses an expired token',
      exit_code: 1,
      tests: { passed: 2, failed: 1, skipped: 0 },
      failures: [{ name: 'login refuses an expired token', message: 'exit code 0, wanted 1' }],
      output_tail: 'FAILED: login refuses an expired token\n',
    })
    expect(result?.protection).toEqual(expect.arrayContaining(['no network', 'only the checkout writable']))
  })

  it('passes the guard of a clean change', async () => {
    const [result] = await answersTo(mesh, requested(1))

    expect(result).toMatchObject({ verdict: 'passed', reason: '3 tests passed', sha: shop.clean, exit_code: 0 })
  })

  it('states its intent first, caused by the request', async () => {
    const request = requested(1)
    await answersTo(mesh, request)
    const [intent] = (await mesh.events('guard.started.v1')).filter((event) => event.data.request === request.id)
    const [result] = (await mesh.events('guard.finished.v1')).filter((event) => event.data.request === request.id)

    expect(intent).toMatchObject({ causationid: request.id, data: { guard: 'auth-tests', base: shop.base } })
    expect(result).toMatchObject({ causationid: intent?.id, correlationid: request.id })
    expect(result!.position).toBeGreaterThan(intent!.position)
  })

  it('answers the same command on the same tree from what it knows, and says so', async () => {
    const [first] = await answersTo(mesh, requested(2))
    const [second] = await answersTo(mesh, requested(2, { change: `change/${REPOSITORY}/${shop.faulty}` }))

    expect(second).toMatchObject({ verdict: 'failed', failures: first?.failures, duration_seconds: 0 })
    expect(second?.reason).toContain('1 of 3 tests failed: login refuses an expired token (known from a run')
  })

  it('runs smoke checks where they are asked for', async () => {
    const results = await answersTo(mesh, requested(1, { area: 'all', kind: 'smoke' }))

    expect(results.map(({ guard, verdict }) => ({ guard, verdict }))).toEqual([
      { guard: 'auth-login', verdict: 'passed' },
    ])
  })

  it('ends a guard that takes too long', async () => {
    expect(await answersTo(mesh, requested(1, { area: 'slow' }))).toMatchObject([
      { verdict: 'timed_out', reason: 'did not end within 1 s', exit_code: null },
    ])
  })

  it('ends a guard that needs too much memory', async () => {
    expect(await answersTo(mesh, requested(1, { area: 'greedy' }))).toMatchObject([{ verdict: 'out_of_memory' }])
  })

  it('shows a guard the files of the change, and nothing else', async () => {
    const [result] = await answersTo(mesh, requested(1, { area: 'curious' }))

    expect(result?.verdict).toBe('passed')
    expect(result?.output_tail).toMatch(
      /'\.git': No such file.*'\.\.\/etc\/shadow': No such file.*\n0\nA shop with a login/s,
    )
  })

  it('does not follow a report that is a link', async () => {
    expect(await answersTo(mesh, requested(1, { area: 'liar' }))).toMatchObject([
      { verdict: 'passed', reason: 'exited with 0; its report report.xml was not read: it is a link' },
    ])
  })

  it('says why nothing is run', async () => {
    const none = await answersTo(mesh, requested(1, { area: 'billing' }))
    const missing = await answersTo(mesh, requested(1, { sha: 'f'.repeat(40) }))
    const unheard = await answersTo(mesh, requested(9))
    const foreign = await answersTo(mesh, requested(1, { repository: 'acme/other', change: 'pr/acme/other/1' }))

    expect(none).toMatchObject([
      { verdict: 'not_run', guard: '', reason: `no guard for area billing in .heimgewebe.yaml of ${shop.base}` },
    ])
    expect(missing).toMatchObject([{ verdict: 'not_run', guard: 'auth-tests' }])
    expect(missing[0]?.reason).toContain(`commit ${'f'.repeat(40)} is not in ${shop.folder}`)
    expect(unheard).toMatchObject([{ verdict: 'not_run', reason: 'the commit of pr/acme/shop/9 is not known' }])
    expect(foreign).toMatchObject([{ verdict: 'not_run', reason: 'the guards of acme/other are not known yet' }])
  })

  it('checks the commit that a change is at now', async () => {
    const [opened] = (await mesh.events('pr.opened.v1')).filter((event) => event.subject === `pr/${REPOSITORY}/2`)
    await mesh.append({ type: 'pr.updated.v1', subject: opened!.subject, data: { ...opened!.data, head: shop.clean } })
    const [result] = await answersTo(mesh, requested(2))

    expect(result).toMatchObject({ sha: shop.clean, verdict: 'passed' })
  })

  it('lists the latest runs', async () => {
    const [last] = await answersTo(mesh, requested(1, { area: 'billing' }))
    const { guards: latest } = await wgx.json<{ guards: unknown[] }>(`/guards?repository=${REPOSITORY}&limit=1`)
    const { guards: ofChange } = await wgx.json<{ guards: { change: string }[] }>(`/guards?change=pr/${REPOSITORY}/2`)
    const refused = await wgx.fetch('/guards?limit=1001')

    expect(latest).toMatchObject([{ request: last?.request, result: { verdict: 'not_run' } }])
    expect(new Set(ofChange.map(({ change }) => change))).toEqual(new Set([`pr/${REPOSITORY}/2`]))
    expect(refused.status).toBe(400)
  })

  it('shows its probes, its readiness and its numbers', async () => {
    const sandbox = await wgx.json<{ state: string; probes: { held: boolean }[] }>('/sandbox')
    const ready = await wgx.json<{ checks: { name: string; detail?: string }[] }>('/readyz')
    const metrics = await (await wgx.fetch('/metrics')).text()

    expect(sandbox.state).toBe('active')
    expect(sandbox.probes.every(({ held }) => held)).toBe(true)
    expect(ready.checks.find(({ name }) => name === 'sandbox')?.detail).toMatch(/^(\d+) of \1 probes held$/)
    expect(metrics).toMatch(/heimgewebe_guard_runs_total\{verdict="timed_out",service="wgx"\} 1\n/)
    expect(metrics).toMatch(/heimgewebe_guard_duration_seconds_count\{service="wgx"\} \d+\n/)
    expect(metrics).toMatch(/heimgewebe_guard_sandbox_active\{service="wgx"\} 1\n/)
  })

  it('changes nothing when everything is delivered once more', async () => {
    const before = await mesh.events()
    const runs = await wgx.json('/guards?limit=1000')
    await mesh.redeliverAll()

    expect(await mesh.events()).toEqual(before)
    expect(await wgx.json('/guards?limit=1000')).toEqual(runs)
  })

  it('leaves no checkout behind', async () => {
    const root = join(mesh.settings['HEIMGEWEBE_HOME'] ?? '', 'wgx', 'sandbox', 'runs')

    expect(await readdir(root).catch(() => [])).toEqual([])
  })
})

describe('wgx without a sandbox', () => {
  let shop: Shop
  let mesh: TestMesh
  let wgx: TestService
  beforeAll(async () => {
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    mesh = await TestMesh.start()
    wgx = await mesh.boot((source) => AppModule.fromEnvironment(source), { PATH: '/nonexistent', HEIMGEWEBE_TOOLS: '' })
    await mesh.append(...imported(shop, guards))
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(shop.folder, { recursive: true, force: true })
  })

  it('runs nothing, and says why', async () => {
    expect(await answersTo(mesh, requested(2))).toMatchObject([
      {
        guard: 'auth-tests',
        verdict: 'not_run',
        reason: 'bubblewrap (bwrap) was found neither on the PATH nor in a tools folder',
        protection: [],
      },
    ])
  })

  it('stays ready, and says what it cannot do', async () => {
    const { status, checks } = await wgx.json<{ status: string; checks: { name: string; detail: string }[] }>('/readyz')

    expect(status).toBe('ok')
    expect(checks.find(({ name }) => name === 'sandbox')?.detail).toContain('degraded: no guard will be run')
  })
})
