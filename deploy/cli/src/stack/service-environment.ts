import { delimiter, join } from 'node:path'
import { DATABASE } from './postgres-settings.js'
import { API_PREFIX, OWNER } from './nats-permissions.js'
import type { Secrets } from './secrets.js'
import type { ServiceName } from './services.js'
import { prefixOf } from './settings.js'
import type { Settings } from './settings.js'

/** Variables of the person's shell that a service may see. NOTE: a list of what is let in, so that no foreign secret is inherited. */
const LET_IN = [
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'HTTPS_PROXY',
  'NO_PROXY',
]

/** Environment of one service: its own settings, the shared ones, and what the stack decides. */
export const serviceEnvironment = (service: ServiceName, settings: Settings, secrets: Secrets): NodeJS.ProcessEnv => {
  const prefix = `${prefixOf(service)}_`
  const own = Object.entries(settings.environment).filter(
    ([name]) =>
      name.startsWith(prefix) || name.startsWith('OTEL_') || name.startsWith('HEIMGEWEBE_') || LET_IN.includes(name),
  )
  const { databasePasswordFile, seedFile } = secrets.services[service]
  return {
    ...Object.fromEntries(own),
    PATH: [join(settings.tools, 'root', 'usr', 'bin'), settings.environment['PATH']].join(delimiter),
    NODE_ENV: 'production',
    // NOTE: glibc gives each thread a heap of its own, which then keeps what it once held: 10 to 65 MB a service, measured.
    MALLOC_ARENA_MAX: '1',
    NODE_COMPILE_CACHE: join(settings.tools, 'compile-cache'),
    HEIMGEWEBE_HOME: settings.home,
    HEIMGEWEBE_STACK: settings.stack,
    HEIMGEWEBE_TOOLS: settings.tools,
    HEIMGEWEBE_TOKEN_FILE: secrets.tokenFile,
    [`${prefix}HOST`]: '127.0.0.1',
    [`${prefix}PORT`]: String(settings.ports.services[service]),
    [`${prefix}DATABASE_URL`]: `postgres://${service}@127.0.0.1:${settings.ports.postgres}/${DATABASE}`,
    // NOTE: a file, not the password: everybody of the same user may read a process's environment.
    [`${prefix}DATABASE_PASSWORD_FILE`]: databasePasswordFile,
    [`${prefix}NATS_URL`]: `nats://127.0.0.1:${settings.ports.nats}`,
    [`${prefix}NATS_SEED_FILE`]: seedFile,
    ...(service === OWNER ? {} : { [`${prefix}NATS_API_PREFIX`]: API_PREFIX }),
    ...extras[service]?.(settings, secrets),
  }
}

/** What only one service gets. */
const extras: Partial<Record<ServiceName, (settings: Settings, secrets: Secrets) => NodeJS.ProcessEnv>> = {
  chronik: (_settings, secrets) =>
    Object.fromEntries(
      Object.entries(secrets.webhookSecretFiles).map(([host, file]) => [
        `CHRONIK_${host.toUpperCase()}_SECRET_FILE`,
        file,
      ]),
    ),
  // NOTE: what sichter learns with is taken and given back in arrays of a megabyte; handed back one by one they leave no
  // holes in the heap, measured as 259 and 212 MB after 30,000 changes.
  sichter: () => ({ MALLOC_MMAP_THRESHOLD_: '262144' }),
  leitstand: ({ ports, services }) => ({
    LEITSTAND_SERVICES: services
      .filter((name) => name !== 'leitstand')
      .map((name) => `${name}=http://127.0.0.1:${ports.services[name]}`)
      .join(','),
  }),
}
