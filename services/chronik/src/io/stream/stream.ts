import { STREAM } from '@heimgewebe/contracts'
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import { nanos, type NatsConnection } from '@nats-io/nats-core'

/** Events that may be delivered to one service and not yet acknowledged. */
const MAX_ACK_PENDING = 2000
/** A service that is silent for so long is given its events again; it throws away what it has. The last resort against a stall. */
const ACK_WAIT_MS = 60_000

/** Makes the stream that distributes the log. It may be lost at any time: the log fills it again. */
export const createStream = async (manager: JetStreamManager): Promise<void> => {
  await manager.streams.add({
    name: STREAM,
    subjects: ['heimgewebe.>'],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    num_replicas: 1,
    duplicate_window: nanos(120_000),
    allow_direct: true,
  })
}

/** Takes a service's durable consumer away, where there is one. What is not reached now is left: it is in nobody's way. */
export const removeConsumer = async (nats: NatsConnection, service: string): Promise<void> => {
  const manager = await jetstreamManager(nats, { checkAPI: false })
  await manager.consumers.delete(STREAM, service).catch(() => undefined)
}

/** Gives a service a durable consumer from a position on, whatever it had before. */
export const createConsumer = async (manager: JetStreamManager, service: string, from: number): Promise<void> => {
  await manager.consumers.delete(STREAM, service).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
  await manager.consumers.add(STREAM, {
    durable_name: service,
    ack_policy: AckPolicy.All,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: MAX_ACK_PENDING,
    max_deliver: -1,
  })
}

/** Whether JetStream holds the message of a position; true for positions that are still to come. */
export const holds = async (manager: JetStreamManager, position: number): Promise<boolean> => {
  const { state } = await manager.streams.info(STREAM)
  if (position > state.last_seq) return true
  return (await manager.streams.getMessage(STREAM, { seq: position }).catch(() => null)) !== null
}

/** What the server answers for a stream that it holds and will not serve. */
const OFFLINE_CODES = [10118, 10194]

/**
 * Whether JetStream holds the stream and will not serve it: one damaged bit in the description of a consumer is enough, and
 * no restart helps. It can still be deleted.
 */
export const isOffline = (error: unknown): boolean =>
  error instanceof JetStreamApiError && OFFLINE_CODES.includes(error.code)

/** What the server answers where it could not make a consumer, whatever kept it from that; the sentence alone says what. */
const NOT_CREATED_CODES = [10012, 10104]

/**
 * Whether JetStream can make no store for a consumer: a state file that a power cut left unreadable is in the way of every
 * new consumer of that name, and no request removes it, only the stream's own end does; or there is no room left.
 */
export const hasNoStore = (error: unknown): boolean =>
  error instanceof JetStreamApiError && NOT_CREATED_CODES.includes(error.code) && /creating store/.test(error.message)

/** Whether JetStream says that a stream or consumer does not exist. */
export const isMissing = (error: unknown): boolean =>
  error instanceof JetStreamApiError ? error.status === 404 : error instanceof Error && /not found/.test(error.message)
