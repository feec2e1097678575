import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { bundle, eventually, kill, processesWith, startProcess, TestMesh } from '@heimgewebe/testing'
import { type Shop, makeShop } from './shop-repository.js'
import { guard, imported, requested, resultsOf } from './wgx-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

suite('wgx, killed in the middle of a guard', () => {
  /** In the arguments of the command, so that its processes can be found from outside. */
  const mark = randomUUID()
  let shop: Shop
  let mesh: TestMesh
  let main: string
  let wgx: ChildProcess
  beforeAll(async () => {
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    mesh = await TestMesh.start()
    main = await bundle('wgx')
    const guards = [
      guard('endless', 'auth', `: ${mark}; sleep 600`, { time_limit_seconds: 600 }),
      guard('prepared', 'shop', 'cat lib/made', { prepare: 'deps' }),
    ]
    const command = `mkdir lib; echo half > lib/made; : ${mark}; sleep 600`
    const limits = { time_limit_seconds: 600, memory_limit_mib: 64 }
    const prepare = [{ name: 'deps', command, keyed_by: ['README.md'], keeps: [{ path: 'lib' }], ...limits }]
    await mesh.append(...imported(shop, guards, prepare))
    wgx = startProcess(main, mesh.settings)
  })
  afterAll(async () => {
    await kill(wgx, 'SIGTERM')
    await mesh.stop()
    for (const folder of [shop.folder, join(dirname(main), '..')]) await rm(folder, { recursive: true, force: true })
  })

  it('takes the run with it, says afterwards that nobody knows, and never runs it again', async () => {
    const request = requested(1)
    await mesh.append(request)
    await eventually(async () => (await processesWith(mark)) > 0)

    await kill(wgx)
    await eventually(async () => (await processesWith(mark)) === 0)
    expect(await resultsOf(mesh, request)).toEqual([])

    wgx = startProcess(main, mesh.settings)
    await eventually(async () => (await resultsOf(mesh, request)).length > 0)
    // The service now also answers something else, so it has had its chance to run the old one again.
    const next = requested(1, { area: 'billing' })
    await mesh.append(next)
    await eventually(async () => (await resultsOf(mesh, next)).length > 0)

    expect(await resultsOf(mesh, request)).toMatchObject([
      { verdict: 'unknown', reason: 'wgx ended in the middle of the run; it was not repeated' },
    ])
    expect(await processesWith(mark)).toBe(0)
    const intents = (await mesh.events('guard.started.v1')).filter((event) => event.data.request === request.id)
    expect(intents).toHaveLength(1)
  })

  it('leaves a result behind where it is stopped gracefully', async () => {
    const request = requested(2)
    await mesh.append(request)
    await eventually(async () => (await processesWith(mark)) > 0)
    await kill(wgx, 'SIGTERM')
    expect(await processesWith(mark)).toBe(0)

    wgx = startProcess(main, mesh.settings)
    await eventually(async () => (await resultsOf(mesh, request)).length > 0)
    expect(await resultsOf(mesh, request)).toMatchObject([
      { verdict: 'unknown', reason: 'wgx was stopped during the run; it was not repeated' },
    ])
  })

  it('uses no half of what it was preparing', async () => {
    const request = requested(1, { area: 'shop' })
    await mesh.append(request)
    await eventually(async () => (await processesWith(mark)) > 0)
    await kill(wgx)
    await eventually(async () => (await processesWith(mark)) === 0)
    wgx = startProcess(main, mesh.settings)
    await eventually(async () => (await resultsOf(mesh, request)).length > 0)
    expect(await resultsOf(mesh, request)).toMatchObject([{ verdict: 'unknown' }])

    // The same files again: it is prepared from the beginning.
    const again = requested(1, { area: 'shop' })
    await mesh.append(again)
    await eventually(async () => (await processesWith(mark)) > 0)
    await kill(wgx, 'SIGTERM')
    wgx = startProcess(main, mesh.settings)
    await eventually(async () => (await resultsOf(mesh, again)).length > 0)
    expect(await resultsOf(mesh, again)).toMatchObject([{ verdict: 'not_run', prepared: { state: 'failed' } }])
    expect((await resultsOf(mesh, again))[0]?.reason).toContain('wgx was stopped')
  })

  it('leaves no checkout behind', async () => {
    const sandbox = join(mesh.settings['HEIMGEWEBE_HOME'] ?? '', 'wgx', 'sandbox')

    for (const folder of ['runs', 'prepared']) expect(await readdir(join(sandbox, folder)).catch(() => [])).toEqual([])
  })
})
