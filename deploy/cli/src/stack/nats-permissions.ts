import type { ServiceName } from './services.js'

/** Subjects that a NATS user may use. */
export interface Permissions {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/** A subject of chronik's account that another service may send requests to. */
export interface Door {
  readonly subject: string
  /** Name under which the asker sees it. */
  readonly as: string
  /** True where one request is answered by many messages. */
  readonly many: boolean
}

const STREAM = 'HEIMGEWEBE'

/**
 * What a service puts in the place of `$JS.API` to reach the stream. NOTE: under that name each account has an API of its
 * own, which would answer first that it has no JetStream.
 */
export const API_PREFIX = 'LOG.API'

/** The kill switch is heard beside the consumer too, so that a service far behind stops at once. */
export const SWITCH = 'heimgewebe.switch.thrown.v1.*'

/** The service that owns the stream. */
export const OWNER: ServiceName = 'chronik'

/** Inboxes of a service. NOTE: a wildcard stands for whole words only, so `_INBOX_*` would match nothing. */
const inboxOf = (service: ServiceName): string => `_INBOX_${service}.>`

/** What a service asks chronik's account for: to append, for a consumer, and to read and acknowledge on that one. */
export const doorsOf = (service: ServiceName): readonly Door[] =>
  service === OWNER
    ? []
    : [
        door(`chronik.append.${service}`),
        door(`chronik.consumer.${service}`),
        door(`$JS.API.CONSUMER.INFO.${STREAM}.${service}`),
        { ...door(`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${service}`), many: true },
        door(`$JS.ACK.${STREAM}.${service}.>`),
      ]

const door = (subject: string): Door => ({ subject, as: subject.replace(/^\$JS\.API/, API_PREFIX), many: false })

/**
 * What each service may do on NATS. chronik alone publishes to the stream and alone makes streams and consumers: whoever may
 * create a consumer may make the server publish anywhere. Every other service may use its doors and its own inbox.
 */
export const permissionsOf = (service: ServiceName): Permissions =>
  service === OWNER
    ? {
        publish: ['heimgewebe.>', 'chronik.>', '$JS.API.>', `$JS.ACK.${STREAM}.${OWNER}.>`, inboxOf(OWNER), '_R_.>'],
        subscribe: ['chronik.>', inboxOf(OWNER)],
      }
    : { publish: doorsOf(service).map(({ as }) => as), subscribe: [inboxOf(service), SWITCH] }
