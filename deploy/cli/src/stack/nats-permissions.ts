import { SERVICES } from './services.js'
import type { ServiceName } from './services.js'

/** Subjects that a NATS user may use. */
export interface Permissions {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

const STREAM = 'HEIMGEWEBE'

/** Inboxes of a service. NOTE: a wildcard stands for whole words only, so `_INBOX_*` would match nothing. */
const inboxOf = (service: ServiceName): string => `_INBOX_${service}.>`

/**
 * What each service may do on NATS. chronik alone publishes to the stream and alone makes streams and consumers: whoever may
 * create a consumer may make the server publish anywhere. Every other service asks chronik to append, reads its
 * own consumer and acknowledges on it; replies reach it in an inbox with its own prefix, so that no one reads another's.
 */
export const permissionsOf = (service: ServiceName): Permissions =>
  service === 'chronik'
    ? {
        publish: ['heimgewebe.>', 'chronik.>', '$JS.API.>', `$JS.ACK.${STREAM}.chronik.>`, ...SERVICES.map(inboxOf)],
        subscribe: ['chronik.>', inboxOf('chronik')],
      }
    : {
        publish: [
          `chronik.append.${service}`,
          `chronik.consumer.${service}`,
          `$JS.API.STREAM.INFO.${STREAM}`,
          `$JS.API.CONSUMER.INFO.${STREAM}.${service}`,
          `$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${service}`,
          `$JS.ACK.${STREAM}.${service}.>`,
        ],
        // The kill switch is heard beside the consumer too, so that a service far behind stops at once.
        subscribe: [inboxOf(service), 'heimgewebe.switch.thrown.v1.*'],
      }
