import { EXIT, Failure } from './failure.js'
import { ServiceClient } from './client/service-client.js'
import type { Terminal } from './output/terminal.js'
import { readToken } from './stack/secrets.js'
import type { ServiceName } from './stack/services.js'
import type { Settings } from './stack/settings.js'

/** What every command works with. */
export interface Context {
  readonly terminal: Terminal
  readonly settings: Settings
  /** True where `--json` was given. */
  readonly json: boolean
  /** Aborted by the first Ctrl-C, by SIGTERM, and when the launching process dies. */
  readonly interrupted: AbortSignal
  /** Called at the second Ctrl-C; what it does must not wait. */
  readonly onSecondInterrupt: (kill: () => void) => void
}

/** Client of a service of the stack that runs in the home folder. */
export const clientOf = async (
  { settings }: Pick<Context, 'settings'>,
  service: ServiceName,
): Promise<ServiceClient> => {
  const token = await readToken(settings.home)
  if (token === undefined)
    throw new Failure(
      `no mesh was started in ${settings.home} yet`,
      EXIT.unreachable,
      'Start it with "heimgewebe up" or "npm start".',
    )
  return new ServiceClient(service, settings, token)
}

/** Flag that other commands need to mean the same stack. */
export const stackFlag = ({ stack }: Pick<Settings, 'stack'>): string => (stack === 'test' ? ' --test' : '')
