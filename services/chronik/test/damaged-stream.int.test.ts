import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { Connection, Readiness } from '@heimgewebe/mesh'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { jetstreamManager } from '@nats-io/jetstream'

const closed = (number: number) =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, closed_at: '2026-03-01T11:00:00Z' },
  })

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('a stream that nats-server will not serve', () => {
  let folder: string
  let port: number
  let nats: ChildProcess
  let mesh: TestMesh
  const start = (): ChildProcess =>
    spawn(process.env['HEIMGEWEBE_TEST_NATS_SERVER']!, ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder], {
      stdio: 'ignore',
    })
  const kill = async (): Promise<void> => {
    const gone = once(nats, 'exit')
    nats.kill('SIGKILL')
    await gone
  }
  /** chronik says in /readyz how much of the log the stream has. */
  const filled = (events: number): Promise<boolean> =>
    eventually(async () => {
      const checks = await mesh.chronik.get(Readiness).results()
      return checks.some(({ detail }) => detail === `stream at ${events} of ${events}`)
    })
  beforeAll(async () => {
    // A server of its own: its files are damaged, which the one that the run shares must be spared.
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-nats-'))
    port = await freePort()
    nats = start()
    mesh = await TestMesh.start({ NATS_URL: `nats://127.0.0.1:${port}` })
  })
  afterAll(async () => {
    await mesh.stop()
    await kill()
    await rm(folder, { recursive: true })
  })

  it('is made anew and filled from the log', async () => {
    await mesh.append(closed(1), closed(2))
    await filled(2)
    const connected = await mesh.chronik.get(Connection).nats()
    await connected.request('chronik.consumer.sichter', '{"from":1}')
    await kill()
    // What one flipped bit can do: the description of a consumer asks for a server that does not exist yet.
    const files = await readdir(folder, { recursive: true })
    const meta = join(
      folder,
      files.find((file) => /HEIMGEWEBE.obs.sichter.meta\.inf$/.test(file))!,
    )
    const text = await readFile(meta, 'utf8')
    await writeFile(meta, text.replace('"_nats.req.level":"0"', '"_nats.req.level":"8"'))
    nats = start()
    await mesh.append(closed(3))
    await filled(3)

    const manager = await jetstreamManager(connected)
    expect((await manager.streams.info('HEIMGEWEBE')).state).toMatchObject({ messages: 3, last_seq: 3 })
    expect(text).toContain('"_nats.req.level":"0"')
  })

  it('is made anew, too, where the state of a consumer is unreadable and stands in the way of a new one', async () => {
    const connected = await mesh.chronik.get(Connection).nats()
    const asked = async (): Promise<string> =>
      (await connected.request('chronik.consumer.heimlern', '{"from":1}', { timeout: 5000 })).string()
    expect(await asked()).toContain('"ok":true')
    await kill()
    // What a power cut can leave of a file that nobody had synced.
    const folders = await readdir(folder, { recursive: true })
    const consumer = folders.find((file) => /HEIMGEWEBE.obs.heimlern$/.test(file))!
    await writeFile(join(folder, consumer, 'o.dat'), Buffer.alloc(40))
    nats = start()

    const answers: string[] = []
    await eventually(
      async () => {
        answers.push(await asked().catch(String))
        return answers.at(-1)!.includes('"ok":true')
      },
      () => answers.at(-1),
    )
    // It was in the way, or this shows nothing.
    expect(answers.join()).toContain('the stream is being filled again')
    await filled(3)
  })
})
