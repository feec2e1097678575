import { type Draft, type EventData, type MeshEvent, deriveId, draft, timeOfId } from '@heimgewebe/contracts'

/** What is told, and by whom. */
export interface Telling {
  readonly kind: EventData['delivery.started.v1']['kind']
  readonly repository?: string
  /** Whom the event names; the page and the command line show it by themselves. */
  readonly providers: readonly string[]
  /** Providers that are configured. */
  readonly configured: readonly string[]
}

/** What shows questions without being told. */
const OWN = ['web', 'cli']

/** The intents to tell people of an event, one a provider; the same event leads to the same intents. */
export const beginDelivery = (event: MeshEvent, { kind, repository, providers, configured }: Telling): Draft[] =>
  [...new Set(providers)]
    .filter((name) => !OWN.includes(name))
    .map((provider) => {
      const id = deriveId(timeOfId(event.id), `${event.id}|hauski|tell ${provider}`)
      const data = { about: event.id, kind, provider, ...(repository === undefined ? {} : { repository }) }
      if (configured.includes(provider))
        return draft('delivery.started.v1', { id, subject: `delivery/${event.id}/${provider}`, data })
      return draft('delivery.finished.v1', {
        id,
        subject: `delivery/${event.id}/${provider}`,
        data: { ...data, verdict: 'refused', reason: 'no provider of this name is configured', tries: 0 },
      })
    })
