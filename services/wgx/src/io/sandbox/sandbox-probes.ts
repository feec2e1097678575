import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { OUTPUT_KEPT_BYTES } from './captured-output.js'
import { Egress } from '../prepare/egress.js'
import { readArtefact } from './read-artefact.js'
import type { Sandbox } from './sandbox.js'
import { probeScript, scriptProbes } from './sandbox-probe-script.js'
import type { SandboxLimits, SandboxOutcome } from './sandbox-types.js'

/** One try to get out of the sandbox, made for real. */
export interface Probe {
  readonly name: string
  /** True where the sandbox held. */
  readonly held: boolean
}

const LIMITS: SandboxLimits = { seconds: 20, memoryBytes: 2 ** 28, processes: 64, fileBytes: 2 ** 26 }
/** With room for the program that leads to the door. */
const DOOR_LIMITS: SandboxLimits = { ...LIMITS, memoryBytes: 2 ** 29 }
const SECRET = 'a secret of the host\n'

/** Tries at the sandbox from inside and at its limits from outside. Only when every try held may anything be run. */
export const probeSandbox = async (sandbox: Sandbox): Promise<Probe[]> => {
  const groups = [
    ...[insideProbes, artefactProbes, sharedProbes, doorProbes],
    ...[timeProbe, memoryProbe, processProbe, outputProbe, daemonProbe],
  ]
  const probes = []
  // Two at a time: a service that starts shares the machine with the others that do.
  for (let index = 0; index < groups.length; index += 2) {
    probes.push(...(await Promise.all(groups.slice(index, index + 2).map((group) => group(sandbox)))))
  }
  return probes.flat()
}

const within = async <T>(sandbox: Sandbox, use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await sandbox.newFolder()
  try {
    return await use(folder)
  } finally {
    await sandbox.removeFolder(folder)
  }
}

const tryOne = async (
  sandbox: Sandbox,
  name: string,
  command: string,
  limits: Partial<SandboxLimits>,
  held: (outcome: SandboxOutcome, folder: string) => boolean | Promise<boolean>,
): Promise<Probe[]> =>
  within(sandbox, async (folder) => {
    const outcome = await sandbox.run({ folder, command, limits: { ...LIMITS, ...limits } })
    return [{ name, held: outcome.began && (await held(outcome, folder)) }]
  })

const insideProbes = async (sandbox: Sandbox): Promise<Probe[]> =>
  within(sandbox, async (folder) => {
    const secret = join(dirname(folder), 'secret')
    const socket = join(dirname(folder), 'socket')
    await writeFile(secret, SECRET)
    // Nothing but the sandbox may be what stands between the file and a run.
    await chmod(secret, 0o666)
    const [network, local] = [await listen({ port: 0, host: '127.0.0.1' }), await listen({ path: shortest(socket) })]
    try {
      const { port } = network.address() as AddressInfo
      await writeFile(join(folder, 'probe.sh'), probeScript({ secret, port, socket }), { mode: 0o644 })
      const { output } = await sandbox.run({ folder, command: 'exec /usr/bin/bash probe.sh', limits: LIMITS })
      const lines = new Set(output.split('\n'))
      return [
        ...scriptProbes.map((name) => ({ name, held: lines.has(`held ${name}`) && !lines.has(`broke ${name}`) })),
        { name: 'host-file-unchanged', held: (await readFile(secret, 'utf8')) === SECRET },
      ]
    } finally {
      network.close()
      local.close()
    }
  })

const listen = async (where: { port: number; host: string } | { path: string }): Promise<Server> => {
  const server = createServer((socket) => socket.end())
  server.listen(where)
  await once(server, 'listening')
  return server
}

// The name of a Unix socket has at most 107 bytes; a longer one lives in the abstract namespace, which is probed, too.
const shortest = (path: string): string => (Buffer.byteLength(path) <= 107 ? path : `\0wgx-probe-${randomUUID()}`)

const artefactProbes = async (sandbox: Sandbox): Promise<Probe[]> =>
  within(sandbox, async (folder) => {
    const secret = join(dirname(folder), 'secret')
    await writeFile(secret, SECRET)
    const command = `ln -s '${secret}' link; ln -s '${dirname(folder)}' folder; mkfifo pipe; ln -s /dev/zero endless; head -c 1000 /dev/zero > large; echo good > good`
    const { exitCode } = await sandbox.run({ folder, command, limits: LIMITS })
    const refused = async (path: string): Promise<boolean> =>
      (await readArtefact(folder, path, 100)).state === 'refused'
    const good = await readArtefact(folder, 'good', 100)
    return [
      { name: 'artefact-readable', held: exitCode === 0 && good.state === 'read' && good.text === 'good\n' },
      { name: 'artefact-link-refused', held: await refused('link') },
      { name: 'artefact-link-folder-refused', held: await refused('folder/secret') },
      { name: 'artefact-pipe-refused', held: await refused('pipe') },
      { name: 'artefact-device-refused', held: await refused('endless') },
      { name: 'artefact-large-refused', held: await refused('large') },
      { name: 'artefact-outside-refused', held: await refused('../secret') },
    ]
  })

/** What runs share is to be read, and not to be changed by any of them, though its modes allow it. */
const sharedProbes = async (sandbox: Sandbox): Promise<Probe[]> =>
  within(sandbox, async (folder) => {
    const from = join(dirname(folder), 'kept')
    await mkdir(from)
    await writeFile(join(from, 'file'), SECRET)
    for (const [path, mode] of [
      ['file', 0o666],
      ['.', 0o777],
    ] as const)
      await chmod(join(from, path), mode)
    const command = `cat kept/file; echo x > kept/file; echo x > kept/new; rm -f kept/file; mv kept/file kept/other
      ln kept/file hard && echo x > hard; chmod 777 kept/file; mount -o remount,rw /work/kept; umount /work/kept; true`
    const shares = [{ from, to: '/work/kept', writable: false }]
    const { output } = await sandbox.run({ folder, command, limits: LIMITS, shares })
    const unchanged = (await readFile(join(from, 'file'), 'utf8').catch(() => '')) === SECRET
    const { mode } = await stat(join(from, 'file')).catch(() => ({ mode: 0 }))
    return [
      { name: 'shared-folder-readable', held: output.startsWith(SECRET) },
      {
        name: 'shared-folder-unchanged',
        held: unchanged && (mode & 0o777) === 0o666 && (await readdir(from)).join() === 'file',
      },
    ]
  })

/** Probes of the way out have names that begin so: where they break there is none, but all that needs none is run. */
export const DOOR = 'door-'

/** The way out leads to what is named and to nothing else, and the network around it stays closed. */
const doorProbes = async (sandbox: Sandbox): Promise<Probe[]> =>
  within(sandbox, async (folder) => {
    const server = await listen({ port: 0, host: '127.0.0.1' })
    let connects = 0
    server.on('connection', () => connects++)
    const { port } = server.address() as AddressInfo
    const egress = await Egress.open(dirname(folder), {
      hosts: [`probe.invalid:${port}`],
      maxBytes: 2 ** 20,
      resolve: () => Promise.resolve(['127.0.0.1']),
      permits: () => true,
    })
    const command = `exec /usr/bin/bash -c '
      ask() { exec 9<>/dev/tcp/127.0.0.1/3128; printf "CONNECT %s HTTP/1.1\r\nhost: x\r\n\r\n" "$1" >&9; timeout 5 head -c 12 <&9; echo " $2"; exec 9>&-; }
      ask probe.invalid:${port} named; ask 127.0.0.1:${port} other
      timeout 5 bash -c "exec 9<>/dev/tcp/127.0.0.1/${port}" || echo closed'`
    try {
      const { output } = await sandbox.run({ folder, command, limits: DOOR_LIMITS, door: egress.path })
      const lines = output.split('\n')
      return [
        { name: `${DOOR}leads-to-what-is-named`, held: lines.includes('HTTP/1.1 200 named') },
        { name: `${DOOR}leads-to-nothing-else`, held: lines.includes('HTTP/1.1 403 other') && connects <= 1 },
        { name: `${DOOR}leaves-loopback-closed`, held: lines.includes('closed') && connects <= 1 },
      ]
    } finally {
      await egress.close()
      server.close()
    }
  })

/** A busy machine may need longer than the limit only to begin; then it is tried with a longer one. */
const timeProbe = async (sandbox: Sandbox): Promise<Probe[]> => {
  const command = 'trap "" TERM INT HUP; echo began; sleep 600'
  for (const seconds of [0.3, 2, 10]) {
    const [probe] = await tryOne(
      sandbox,
      'time-bounded',
      command,
      { seconds },
      (run) => run.stopped === 'time' && run.output === 'began\n',
    )
    if (probe!.held) return [probe!]
  }
  return [{ name: 'time-bounded', held: false }]
}

const memoryProbe = (sandbox: Sandbox) =>
  tryOne(
    sandbox,
    'memory-bounded',
    'head -c 300M /dev/zero | tail | wc -c',
    { memoryBytes: 2 ** 26 },
    // Nothing of the 300 MiB may have come through.
    (run) => run.outOfMemory || !run.output.includes('314572800'),
  )

const processProbe = (sandbox: Sandbox) =>
  tryOne(
    sandbox,
    'processes-bounded',
    'i=0; while [ $i -lt 60 ]; do sleep 60 & i=$((i+1)); echo "started $i"; done',
    { processes: 30 },
    (run) => run.exitCode !== 0 && run.output.includes('started 5\n') && !run.output.includes('started 40\n'),
  )

const outputProbe = (sandbox: Sandbox) =>
  tryOne(
    sandbox,
    'output-bounded',
    'head -c 3000000 /dev/zero | tr "\\0" x; echo the end',
    {},
    (run) => run.outputBytes > 3_000_000 && run.output.length <= OUTPUT_KEPT_BYTES && run.output.endsWith('the end\n'),
  )

const daemonProbe = (sandbox: Sandbox) =>
  tryOne(
    sandbox,
    'daemon-dies-with-run',
    `setsid sh -c 'while :; do echo . >> alive; done' >/dev/null 2>&1 & while [ ! -s alive ]; do sleep 0.01; done`,
    {},
    async (run, folder) => {
      const size = async () => (await stat(join(folder, 'alive'))).size
      const before = await size()
      await sleep(50)
      return run.exitCode === 0 && before > 0 && (await size()) === before
    },
  )
