import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { MIGRATIONS, SHOP, TWENTY, failedRun, hour, incident, issue } from './problems.js'

const issues = MIGRATIONS.map((title) => `issue/${SHOP}/${TWENTY.indexOf(title) + 1}`).sort()

describe('clusters as semantah tells them', () => {
  let mesh: TestMesh
  let semantah: TestService
  const told = () => mesh.events('cluster.found.v1')
  const kept = (): Promise<object[]> =>
    mesh.query(
      'select * from semantah.problem_cluster full join semantah.problem using (repository, kind) order by 1, 2, 3, subject',
    )
  /** What SEMANTAH_REBUILD does before the service reads. */
  const readAnew = async (): Promise<void> => {
    await semantah.restart(async () => {
      await mesh.query(
        'truncate semantah.mesh_inbox, semantah.problem, semantah.problem_cluster, semantah.repository_clock',
      )
      await mesh.query('update semantah.mesh_cursor set rebuild_until = position, position = 0')
    })
    await mesh.settled()
  }

  beforeAll(async () => {
    mesh = await TestMesh.start()
    semantah = await mesh.boot((source) => AppModule.fromEnvironment(source))
    await mesh.append(
      draft('repository.registered.v1', {
        subject: `repository/${SHOP}`,
        time: hour(0),
        data: { repository: SHOP, location: '/nowhere', default_branch: 'main', shallow: false },
      }),
    )
  })
  afterAll(() => mesh.stop())

  it('are the five migration issues among twenty, with the events that tell of them', async () => {
    const opened = await mesh.append(...TWENTY.map((title, n) => issue(n + 1, title)))
    await mesh.settled()

    const events = await told()
    expect(events.map(({ data }) => data.members.length)).toEqual([3, 4, 5])
    const { data, subject, causationid, source } = events.at(-1)!
    expect([...data.members].sort()).toEqual(issues)
    expect([subject, source]).toEqual([`cluster/${SHOP}/${data.cluster}`, 'heimgewebe/semantah'])
    const about = opened.filter((one) => data.members.includes(one.subject))
    expect([...data.events].sort()).toEqual(about.map(({ id }) => id).sort())
    expect(causationid).toBe(about.at(-1)!.id)
  })

  it('are not told again when everything is delivered twice, nor by an issue that is told twice', async () => {
    const before = [await told(), await kept()]
    await mesh.append({ ...issue(1, TWENTY[0]!), time: hour(29) })
    await mesh.settled()
    expect(await told()).toEqual(before[0])
    const after = await kept()
    await mesh.redeliverAll()
    expect([await told(), await kept()]).toEqual([before[0], after])
  })

  it('are the same after they were built anew from the log, and go on growing from there under their id', async () => {
    const [events, rows] = [await told(), await kept()]
    await readAnew()
    expect([await told(), await kept()]).toEqual([events, rows])

    await mesh.append(incident('31', 'Migration of the schema stops half-way'))
    await mesh.settled()
    const grown = (await told()).slice(events.length)
    expect(grown.map(({ data }) => [data.cluster, [...data.members].sort()])).toEqual([
      [events[0]!.data.cluster, ['incident/31', ...issues].sort()],
    ])
  })

  it('are also requests whose runs failed alike, each once however often it fails', async () => {
    const before = (await told()).length
    const failed = [
      failedRun(41, 'migrates the orders table', 'column total exists'),
      failedRun(42, 'renders the cart', 'expected 3 items'),
      failedRun(43, 'orders schema', 'migration 12 stopped: column total is there'),
      failedRun(43, 'orders schema', 'migration 12 stopped: column total is there', { pipeline: 'nightly' }),
      failedRun(44, 'login', 'password refused'),
      failedRun(45, 'migrating orders', 'duplicate column'),
    ]
    await mesh.append(...failed)
    await mesh.settled()
    const found = (await told()).slice(before)
    expect(found.map(({ data }) => [data.kind, [...data.members].sort()])).toEqual([
      ['failures', [41, 43, 45].map((n) => `pr/${SHOP}/${n}`)],
    ])
  })

  it('are not found in the past of a repository', async () => {
    const before = await told()
    const old = MIGRATIONS.map((title, n) => ({ ...issue(50 + n, title), time: '2024-01-01T00:00:00Z' }))
    await mesh.append(...old)
    await mesh.settled()
    expect(await told()).toEqual(before)
  })
})
