export { AppendClient } from './append/append-client.js'
export {
  type Appended,
  type AppendReply,
  type AppendRequest,
  type ConsumerReply,
  type ConsumerRequest,
  type ExpectedVersion,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  type Refusal,
} from './append/protocol.js'
export { env } from './config/env.js'
export { type MeshConfig, readMeshConfig } from './config/mesh-config.js'
export { ConfigError, ContractError, OutOfReachError, PoisonMessageError } from './errors.js'
export { armFailpoint, type Failpoint, failpoint, FAILPOINTS } from './failpoint.js'
export { Metrics } from './health/metrics.js'
export { type Check, type CheckResult, Readiness } from './health/readiness.js'
export { answerOf } from './http/error-filter.js'
export {
  basic,
  describeApi,
  guarded,
  inPath,
  inQuery,
  json,
  open,
  problem,
  ref,
  type Schema,
} from './http/describe-api.js'
export { Gate, type GatedRoute } from './http/gate.js'
export { jsonProblem } from './http/json-problem.js'
export { Needs, Public } from './http/needs.js'
export { MESH_CONFIG, MeshModule, type ServiceOptions } from './module.js'
export { bootService, type RunningService, runService } from './service.js'
export { DATABASE, isOutOfReach, openDatabase, openPool } from './store/database.js'
export { inSpan, inject, traceparent } from './trace/tracing.js'
export { Connection } from './transport/connection.js'
export type { Delivery } from './transport/delivery.js'
export { MeshTransport } from './transport/mesh-transport.js'
export { type Act, OnEvent, Perform, PerformUnknown } from './transport/on-event.js'
export { Rebuild } from './transport/rebuild.js'
