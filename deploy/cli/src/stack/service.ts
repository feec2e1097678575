import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { EXIT, Failure } from '../failure.js'
import type { ProcessSpec } from './managed-process.js'
import { dyingWithParent } from './parent-death.js'
import type { Secrets } from './secrets.js'
import { serviceEnvironment } from './service-environment.js'
import type { ServiceName } from './services.js'
import type { Settings } from './settings.js'

/** How one service is run: `node dist/main.js`, alone in its process. */
export const serviceProcess = async (
  service: ServiceName,
  settings: Settings,
  secrets: Secrets,
): Promise<ProcessSpec> => {
  const main = join(settings.project, 'services', service, 'dist', 'main.js')
  await access(main).catch((error: unknown) => {
    throw new Failure(
      `${service} is not built: ${main} is missing`,
      EXIT.unreachable,
      'Run "npm start" once, or "npm run build".',
      {
        cause: error,
      },
    )
  })
  // NOTE: a source map stays in memory for good: 120 MB a service, measured. Traces then name lines of the sources.
  const flags = [
    `--max-old-space-size=${settings.heapMib}`,
    `--max-semi-space-size=${settings.semiSpaceMib}`,
    ...(settings.sourceMaps ? ['--enable-source-maps'] : []),
  ]
  const [command, ...args] = await dyingWithParent('KILL', [process.execPath, ...flags, main])
  const port = settings.ports.services[service]
  return {
    name: service,
    port,
    command,
    args,
    cwd: settings.project,
    env: serviceEnvironment(service, settings, secrets),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 15_000,
    readyTimeoutMs: 60_000,
    ready: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) })
      const text = await response.text()
      if (!response.ok) throw new Error(`/readyz says ${text.slice(0, 300)}`)
    },
  }
}
