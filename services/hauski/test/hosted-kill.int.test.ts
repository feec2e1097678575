import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type MeshEvent, draft } from '@heimgewebe/contracts'
import type { FakeHost } from '@heimgewebe/hosts/test-kit'
import { bundle, eventually, kill, startProcess, TestMesh } from '@heimgewebe/testing'
import { hostWith, HostsFolder, request } from './hosted-kit.js'

const REPOSITORY = 'acme/shop'

describe('hauski, stopped while it acts at a host', () => {
  let mesh: TestMesh
  let folder: HostsFolder
  let host: FakeHost
  let main: string
  let hauski: ChildProcess | undefined
  beforeAll(async () => {
    folder = await HostsFolder.make()
    mesh = await TestMesh.start({ HAUSKI_HOSTS_FILE: folder.file })
    host = await hostWith(mesh, 'gitlab', REPOSITORY)
    await folder.configure(host)
    main = await bundle('hauski')
  })
  afterAll(async () => {
    await kill(hauski)
    await mesh.stop()
    await host.stop()
    await rm(join(dirname(main), '..'), { recursive: true, force: true })
    await folder.remove()
  })

  const resultsOf = async ({ id }: MeshEvent) =>
    (await mesh.events('action.finished.v1')).filter(({ data }) => data.request === id).map(({ data }) => data)
  const writes = (): number => host.asked.filter((line) => !line.startsWith('GET')).length
  /** Starts it so that it ends, as by a power cut, when it comes by that place, and waits until it has. */
  const startAndDie = async (failpoint: string): Promise<void> => {
    const armed = { HEIMGEWEBE_FAILPOINT: failpoint, HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true' }
    const doomed = startProcess(main, { ...mesh.settings, ...armed })
    await eventually(() => doomed.exitCode !== null || doomed.signalCode !== null)
  }

  it('killed behind each kind of act, says after its start that it is done, and does none a second time', async () => {
    const status = { sha: 'b'.repeat(40), context: 'guard', state: 'failure', text: 'one test fails' }
    const asked = [
      await request(mesh, REPOSITORY, 'write_comment', { change: `pr/${REPOSITORY}/1`, marker: 'm', text: 'risky' }),
      await request(mesh, REPOSITORY, 'set_status', status),
      await request(mesh, REPOSITORY, 'open_issue', { title: 'Three incidents', marker: 'i' }),
      await request(mesh, REPOSITORY, 'open_change', { branch: 'heimgewebe/rule', title: 'Add a rule', body: 'why' }),
    ]
    for (const [index] of asked.entries()) {
      await startAndDie('act-performed')
      expect([writes(), await resultsOf(asked[index]!)]).toEqual([index + 1, []])
    }
    hauski = startProcess(main, mesh.settings)
    await eventually(async () => (await resultsOf(asked.at(-1)!)).length > 0)

    for (const one of asked) expect(await resultsOf(one)).toMatchObject([{ verdict: 'done' }])
    expect(writes()).toBe(asked.length)
  })

  it('killed before an act, says after its start that nothing was done', async () => {
    await kill(hauski)
    const asked = await request(mesh, REPOSITORY, 'open_issue', { title: 'Never', marker: 'never' })
    const before = writes()
    await startAndDie('act-marked')
    hauski = startProcess(main, mesh.settings)
    await eventually(async () => (await resultsOf(asked)).length > 0)

    expect(await resultsOf(asked)).toMatchObject([{ verdict: 'failed', reason: expect.stringContaining('cut off') }])
    expect(writes()).toBe(before)
  })

  it('ends within a second by the kill switch, though the host does not answer, and says that it does not know', async () => {
    host.fault = (asked) => asked.method === 'POST' || writes() > 0
    host.takeAsked()
    const asked = await request(mesh, REPOSITORY, 'open_issue', { title: 'Hangs', marker: 'hangs' })
    await eventually(() => writes() > 0)
    const thrown = draft('switch.thrown.v1', { subject: 'switch', data: { state: 'stopped', by: 'person/ada' } })
    const [stop] = await mesh.append(thrown)
    await eventually(async () => (await resultsOf(asked)).length > 0)

    const [result] = (await mesh.events('action.finished.v1')).filter(({ data }) => data.request === asked.id)
    expect(result!.data).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('not known') })
    expect(Date.parse(result!.time) - Date.parse(stop!.time)).toBeLessThan(20_000)
    expect(writes()).toBe(1)
  })
})
