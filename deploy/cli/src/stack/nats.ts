import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EXIT, Failure } from '../failure.js'
import type { ProcessSpec } from './managed-process.js'
import { natsConfig } from './nats-config.js'
import { dyingWithParent } from './parent-death.js'
import type { Secrets } from './secrets.js'
import { SERVICES } from './services.js'
import type { ServiceName } from './services.js'
import type { Settings } from './settings.js'

/** Version of a nats-server binary as [major, minor]; undefined where it does not run. */
export const natsVersion = async (binary: string): Promise<readonly [number, number] | undefined> => {
  const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 5000 }).catch(() => ({ stdout: '' }))
  const parts = /v(\d+)\.(\d+)\./.exec(stdout)
  return parts === null ? undefined : [Number(parts[1]), Number(parts[2])]
}

/** Public nkey of each service. */
export const publicKeys = (secrets: Secrets): Record<ServiceName, string> =>
  Object.fromEntries(SERVICES.map((name) => [name, secrets.services[name].publicKey])) as Record<ServiceName, string>

/** How the nats-server of a stack is run; its configuration is written first. */
export const natsProcess = async (settings: Settings, secrets: Secrets): Promise<ProcessSpec> => {
  if (!settings.natsServer || (await natsVersion(settings.natsServer)) === undefined)
    throw new Failure(
      settings.natsServer ? `nats-server at ${settings.natsServer} does not run` : 'there is no nats-server',
      EXIT.unreachable,
      'Run "npm start" once, which installs it, or install nats-server 2.10 or later and set HEIMGEWEBE_NATS_SERVER to its path.',
    )
  const folder = join(settings.home, 'nats')
  const file = join(folder, 'nats.conf')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // NOTE: the stream of releases without accounts; nobody can reach it any more, and the log fills the new one.
  await rm(join(folder, 'store', 'jetstream', '$G'), { recursive: true, force: true })
  const { ports, stack, natsStoreGib } = settings
  const config = natsConfig({
    stack,
    host: '127.0.0.1',
    port: ports.nats,
    monitorPort: ports.natsMonitor,
    storeFolder: join(folder, 'store'),
    storeGib: natsStoreGib,
    keys: publicKeys(secrets),
  })
  await writeFile(file, config, { mode: 0o600 })
  const [command, ...args] = await dyingWithParent('TERM', [settings.natsServer, '--config', file])
  return {
    name: 'nats-server',
    port: ports.nats,
    command,
    args,
    cwd: folder,
    // NOTE: the collector works harder near this size instead of letting the heap double.
    env: { PATH: process.env['PATH'], GOMEMLIMIT: '256MiB' },
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    readyTimeoutMs: 60_000,
    // NOTE: the server alone is asked for. A stream that a power cut left unreadable fails /healthz for ever; making it anew
    // is chronik's work, and chronik starts only after this.
    ready: async () => {
      const response = await fetch(`http://127.0.0.1:${ports.natsMonitor}/healthz?js-server-only=true`, {
        signal: AbortSignal.timeout(2000),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`nats-server says ${text}`)
    },
  }
}
