import { execFile } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from '@jest/globals'
import { Sandbox, type SandboxOptions } from '../src/io/sandbox/sandbox.js'
import { type Probe, probeSandbox } from '../src/io/sandbox/sandbox-probes.js'
import { closedFolder, nodeFolder, openFolder, optionsIn, removeFolders, scriptWith, weakened } from './sandbox-kit.js'

afterAll(removeFolders)

const broken = (probes: readonly Probe[]): string[] => probes.filter((probe) => !probe.held).map((probe) => probe.name)

const probe = async (changes: Partial<SandboxOptions> = {}): Promise<Probe[]> => {
  const sandbox = await Sandbox.open(optionsIn(await closedFolder(), changes))
  try {
    return await probeSandbox(sandbox)
  } finally {
    await sandbox.close()
  }
}

// Machines without a sandbox must say so out loud: a suite that skips itself proves nothing.
const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

suite('the sandbox', () => {
  it('holds every probe with control groups', async () => {
    const probes = await probe()

    expect(broken(probes)).toEqual([])
    expect(probes.length).toBeGreaterThanOrEqual(40)
  })

  it('holds every probe without control groups', async () => {
    expect(broken(await probe({ useCgroups: false }))).toEqual([])
  })

  // Only root can become somebody else; the other way round the tests above are this one.
  const asRoot = process.getuid?.() === 0 ? it : it.skip
  asRoot('holds every probe as a plain user', async () => {
    const home = await openFolder()
    await chown(home, 65534, 65534)
    const script = await scriptWith(
      optionsIn(home),
      'process.stdout.write(JSON.stringify(await probeSandbox(sandbox)))',
    )
    const run = promisify(execFile)
    const { stdout } = await run('setpriv', [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      join(await nodeFolder(), 'bin', 'node'),
      script,
    ])

    expect(broken(JSON.parse(stdout) as Probe[])).toEqual([])
  })
})

suite('a sandbox with a planted bug', () => {
  const table: [bug: string, edit: string, found: string[], changes?: Partial<SandboxOptions>][] = [
    [
      'shares the network',
      `if [ "$1" = --unshare-all ]; then arguments+=(--unshare-pid --unshare-ipc --unshare-uts); shift; fi`,
      ['network-interfaces-absent', 'loopback-service-unreachable'],
    ],
    [
      'shows processes of the host',
      `if [ "$1" = --unshare-all ]; then arguments+=(--unshare-net --unshare-ipc --unshare-uts); shift; fi`,
      ['host-processes-hidden'],
    ],
    [
      'passes a variable on',
      `if [ "$1" = --clearenv ]; then arguments+=(--clearenv --setenv TOKEN x); shift; fi`,
      ['environment-empty'],
    ],
    [
      'shows the files beside the checkout',
      `if [ "$1" = --bind ]; then arguments+=(--bind "\${2%/*}" "\${2%/*}"); fi`,
      ['host-file-read', 'host-file-write', 'host-file-unchanged', 'unix-socket-absent'],
    ],
    [
      'shows the accounts of the host',
      `if [ "$1" = --proc ]; then arguments+=(--ro-bind /var /var --ro-bind /etc/systemd /etc/systemd); fi`,
      ['host-folders-absent'],
    ],
    [
      'allows nested namespaces',
      `case "$1" in --disable-userns) shift ;; --seccomp) shift 2 ;; esac`,
      ['user-namespace-refused'],
    ],
    [
      'shares /tmp',
      `if [ "$1 $2" = "--tmpfs /tmp" ]; then arguments+=(--bind /tmp /tmp); shift 2; fi`,
      ['tmp-private'],
    ],
    ['leaves / writable', `if [ "$1 $2" = "--remount-ro /" ]; then shift 2; fi`, ['root-read-only', 'etc-read-only']],
    ['leaves /dev writable', `if [ "$1 $2" = "--remount-ro /dev" ]; then shift 2; fi`, ['dev-read-only']],
    [
      'keeps capabilities',
      `if [ "$1" = --cap-drop ]; then arguments+=(--cap-add ALL); shift 2; fi`,
      ['capabilities-none'],
    ],
    ['does not bound files', `case "$1" in --fsize=*) shift ;; esac`, ['file-size-bounded']],
    ['does not bound processes', `case "$1" in --nproc=*) shift ;; esac`, ['processes-bounded'], { useCgroups: false }],
    [
      'lets runs write to what they share',
      `if [ "$1" = --ro-bind ] && [ "$3" = /work/kept ]; then arguments+=(--bind); shift; fi`,
      ['shared-folder-unchanged'],
    ],
    [
      'opens the network beside the door',
      `if [ "$1" = --unshare-all ]; then arguments+=(--unshare-pid --unshare-ipc --unshare-uts); shift; fi`,
      ['door-leaves-loopback-closed'],
    ],
    ['is root inside', `if [ "$1" = --uid ]; then arguments+=(--uid 0); shift 2; fi`, ['own-user']],
  ]

  it.each(table)('that %s is found out', async (_, edit, found, changes = {}) => {
    const path = `${await weakened(edit)}:${process.env['PATH'] ?? ''}`

    expect(broken(await probe({ path, ...changes }))).toEqual(expect.arrayContaining(found))
  })
})
