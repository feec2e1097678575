import type { ServiceName } from '../stack/services.js'
import type { Settings } from '../stack/settings.js'

/** Gauges that say whether a service still has work to do. */
const GAUGES = ['heimgewebe_consumer_lag_events', 'heimgewebe_outbox_events', 'heimgewebe_relay_lag_events']

/** Sum of the lag gauges in a Prometheus text. */
export const lagIn = (metrics: string): number =>
  metrics
    .split('\n')
    .filter((line) => GAUGES.some((name) => line.startsWith(`${name} `) || line.startsWith(`${name}{`)))
    .reduce((sum, line) => sum + Math.max(0, Number(line.slice(line.lastIndexOf(' ') + 1)) || 0), 0)

/** Events that the services have not worked through yet. A service that does not answer counts as behind. */
export const meshLag = async ({
  ports,
  services,
}: Pick<Settings, 'services'> & { readonly ports: Pick<Settings['ports'], 'services'> }): Promise<number> => {
  const lags = await Promise.all(services.map((name) => serviceLag(name, ports.services[name])))
  return lags.reduce((sum, lag) => sum + lag, 0)
}

const serviceLag = async (_service: ServiceName, port: number): Promise<number> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(5000) })
    return response.ok ? lagIn(await response.text()) : 1
  } catch {
    return 1
  }
}
