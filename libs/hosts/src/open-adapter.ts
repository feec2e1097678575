import { HostError } from './errors.js'
import { type Adapter, CAPABILITIES, type Capability, type HostCalls, type HostProvider } from './provider.js'

const CALLS = Object.keys(CAPABILITIES) as (keyof HostCalls)[]

/** What an adapter declares: one word for each call that it has, and what it can be used for besides. */
export const capabilitiesOf = ({ besides, calls }: Adapter): ReadonlySet<Capability> =>
  new Set([...besides, ...CALLS.filter((call) => calls[call] !== undefined).map((call) => CAPABILITIES[call])])

/** An adapter with all calls; those that it lacks refuse, naming host and capability. */
export const openAdapter = (host: string, adapter: Adapter): HostProvider => {
  const refusals = CALLS.map((call) => [
    call,
    () =>
      Promise.reject(
        new HostError('unsupported', `${host}: a host of kind ${adapter.kind} has no ${CAPABILITIES[call]}`),
      ),
  ])
  return {
    ...(Object.fromEntries(refusals) as unknown as HostCalls),
    ...adapter.calls,
    kind: adapter.kind,
    host,
    capabilities: capabilitiesOf(adapter),
  }
}
