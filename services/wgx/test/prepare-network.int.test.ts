import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { GuardFinishedV1 } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { AddressRule } from '../src/io/prepare/address-rule.js'
import { openFolder, removeFolders } from './sandbox-kit.js'
import { branchOf, commitOn, git, type Shop, makeShop } from './shop-repository.js'
import { REPOSITORY, type Step, answersTo, guard, imported, requested } from './wgx-kit.js'

const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

/** A name that leads to the server of the test, as a public one would to a registry. */
const HOST = 'registry.example'
const rule = {
  resolve: (host: string) => Promise.resolve(host === HOST ? ['127.0.0.1'] : []),
  permits: (host: string) => host === HOST,
}

suite('a step with network', () => {
  let shop: Shop
  let mesh: TestMesh
  let server: Server
  let port = 0
  let connects = 0
  beforeAll(async () => {
    // Gives as many bytes as it is asked for, and a line.
    server = createServer((socket) => {
      connects++
      socket.on('error', () => undefined)
      socket.once('data', (chunk) => socket.end(`${'x'.repeat(Number.parseInt(chunk.toString(), 10))}\nfetched\n`))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    shop = await makeShop(await mkdtemp(join(tmpdir(), 'wgx-shop-')))
    shop = { ...shop, base: await commitOn(shop, 'main', { lock: 'one\n' }) }
    mesh = await TestMesh.start()
    const settings = { HEIMGEWEBE_HOME: await openFolder(), WGX_PREPARE_FETCH_MIB: '1' }
    await mesh.boot((source) => {
      const module = AppModule.fromEnvironment(source)
      const providers = (module.providers ?? []).map((one) =>
        one === AddressRule ? { provide: AddressRule, useValue: rule } : one,
      )
      return { ...module, providers }
    }, settings)
  })
  afterAll(async () => {
    await mesh.stop()
    server.close()
    await rm(shop.folder, { recursive: true, force: true })
    await removeFolders()
  })

  /** Fetches so many bytes through the proxy that the environment names; then knocks at the same port directly. */
  const fetching = (bytes: number, place = `${HOST}:${port}`): string => `exec bash -c '
    proxy=\${HTTPS_PROXY#http://}
    exec 9<>/dev/tcp/\${proxy%:*}/\${proxy#*:}
    printf "CONNECT ${place} HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n" >&9
    read -r first <&9; echo "$first"; case "$first" in *200*) ;; *) cat <&9; exit 4 ;; esac; read -r empty <&9
    echo ${bytes} >&9; mkdir lib; cat <&9 > lib/all; grep -q fetched lib/all || exit 5
    (exec 8<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo open >> lib/all || echo closed >> lib/all'`
  const configure = async (rest: Partial<Step> = {}, base = shop.base): Promise<void> => {
    const step = {
      name: 'deps',
      command: fetching(10),
      keyed_by: ['lock'],
      keeps: [{ path: 'lib' }],
      hosts: [`${HOST}:${port}`],
      time_limit_seconds: 30,
      memory_limit_mib: 512,
      ...rest,
    }
    await mesh.append(
      ...imported({ ...shop, base }, [guard('show', 'a', 'tail -n 2 lib/all', { prepare: 'deps' })], [step]),
    )
  }
  const resultOn = async (sha: string): Promise<GuardFinishedV1> => {
    const change = `change/${REPOSITORY}/${sha}`
    return (await answersTo(mesh, requested(1, { sha, area: 'a', change })))[0]!
  }

  it('fetches from the named host alone, and it is told what it fetched', async () => {
    await configure()
    const result = await resultOn(await branchOf(shop, { 'other.txt': '1\n' }))

    expect(result).toMatchObject({ verdict: 'passed', output_tail: 'fetched\nclosed\n' })
    expect(result.prepared).toMatchObject({
      state: 'made',
      hosts: [{ host: `${HOST}:${port}`, connections: 1, received_bytes: 19, sent_bytes: 3 }],
    })
    expect(result.prepared).not.toHaveProperty('refused')
    // The guard itself has no way out.
    expect(result.protection).toContain('no network')
  })

  it('is not run for files that the default branch does not have, unless the owner says so', async () => {
    const before = connects
    await configure()
    const sha = await branchOf(shop, { lock: 'a stranger wrote this\n' })
    const refused = await resultOn(sha)
    expect(connects).toBe(before)
    await configure({ network_for: 'any_change' })
    const allowed = await resultOn(sha)

    expect(refused).toMatchObject({ verdict: 'not_run', prepared: { state: 'refused' }, protection: [] })
    expect(refused.reason).toBe(
      'its files (lock) differ from those of the default branch, and prepare deps may use the network for those only; ' +
        'network_for: any_change in .heimgewebe.yaml allows it for every change',
    )
    expect(allowed).toMatchObject({ verdict: 'passed', prepared: { state: 'made' } })
  })

  it('is run for a change that left the default branch before its files changed, not for what was merged into it', async () => {
    const old = await branchOf(shop, { 'other.txt': '2\n' })
    const side = await branchOf(shop, { lock: 'of a side branch\n' })
    await git(shop.folder, 'merge', '--quiet', '--no-ff', '-m', 'Merge', side)
    const base = await commitOn(shop, 'main', { lock: 'two\n' })
    await configure({ command: `${fetching(10)} # again` }, base)
    const made = await resultOn(old)
    await git(shop.folder, 'branch', 'from-side', side)
    const fromSide = await commitOn(shop, 'from-side', { 'other.txt': '3\n' })
    await git(shop.folder, 'switch', '--quiet', 'main')

    expect(made).toMatchObject({ verdict: 'passed', prepared: { state: 'made' } })
    expect(await resultOn(fromSide)).toMatchObject({ verdict: 'not_run', prepared: { state: 'refused' } })
  })

  it('cannot be led to this machine, and it is told what it asked for', async () => {
    const before = connects
    await configure({ command: fetching(10, `127.0.0.1:${port}`), network_for: 'any_change' })
    const result = await resultOn(await branchOf(shop, { 'other.txt': '4\n' }))

    expect(connects).toBe(before)
    expect(result).toMatchObject({
      verdict: 'not_run',
      prepared: { state: 'failed', refused: [`127.0.0.1:${port}: it is not named by the step`] },
    })
    expect(result.reason).toMatch(/^prepare deps failed: exited with 4: .*; it was refused 127\.0\.0\.1/)
    expect(result.output_tail).toContain('HTTP/1.1 403 Forbidden')
  })

  it('fetches no more than it may', async () => {
    await configure({ command: fetching(3_000_000), network_for: 'any_change' })
    const result = await resultOn(await branchOf(shop, { 'other.txt': '5\n' }))

    expect(result).toMatchObject({ verdict: 'not_run', prepared: { state: 'failed' } })
    expect(result.reason).toBe('prepare deps failed: fetched more than 1 MiB')
  })
})
