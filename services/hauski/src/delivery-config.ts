import { ConfigError, env } from '@heimgewebe/mesh'
import { isAbsolute } from 'node:path'
import {
  type DeliveryBounds,
  PROVIDER_KINDS,
  type ProviderKind,
  type ProviderSettings,
} from './io/feedback/provider.js'

/** How people are told what they are asked, besides the page and the command line. */
export interface DeliverySettings {
  /**
   * Providers that tell people, `HAUSKI_PROVIDERS`, separated by commas: `<name>=<kind>:<file>`, such as
   * `slack=webhook:/home/ada/.heimgewebe/slack`. The file is of mode 0600 and holds the
   * address; for `email` it is JSON: host, port, from, to, and where needed user and password. Default none.
   */
  readonly providers: readonly ProviderSettings[]
  /** Where people open the page, for links. `HAUSKI_PAGE`, default http://localhost:8001. */
  readonly page: string
  readonly delivery: DeliveryBounds
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,59}$/

/** Reads them. Throws `ConfigError` naming the setting. */
export const readDeliverySettings = (source: NodeJS.ProcessEnv): DeliverySettings => {
  // Providers in a private net or on this machine; plain HTTP is then allowed too.
  const own = env.list(source, 'HAUSKI_OWN_PROVIDERS', [])
  const page = env.string(source, 'HAUSKI_PAGE', 'http://localhost:8001')
  if (!URL.canParse(page) || !/^https?:$/.test(new URL(page).protocol))
    throw new ConfigError(`HAUSKI_PAGE is no address of a page: ${page}`)
  return {
    providers: env.list(source, 'HAUSKI_PROVIDERS', []).map((text) => providerOf(text, own)),
    page,
    delivery: {
      timeoutMs: env.duration(source, 'HAUSKI_DELIVERY_TIMEOUT', 10_000),
      tries: Math.max(1, env.int(source, 'HAUSKI_DELIVERY_TRIES', 4)),
      waitMs: env.duration(source, 'HAUSKI_DELIVERY_WAIT', 1000),
    },
  }
}

const providerOf = (text: string, own: readonly string[]): ProviderSettings => {
  const [, name = '', kind = '', file = ''] = /^([^=]*)=([^:]*):(.*)$/.exec(text) ?? []
  if (!NAME.test(name) || name === 'web' || name === 'cli' || !isAbsolute(file))
    throw new ConfigError(`HAUSKI_PROVIDERS is not <name>=<kind>:<file>: ${text}`)
  if (!isKind(kind)) throw new ConfigError(`HAUSKI_PROVIDERS knows ${PROVIDER_KINDS.join(', ')}, not ${kind}`)
  return { name, kind, file, own: own.includes(name) }
}

const isKind = (kind: string): kind is ProviderKind => PROVIDER_KINDS.some((one) => one === kind)
