export { HostError, type HostProblem } from './errors.js'
export { configuredHosts, nameAtHost, originOf } from './find-host.js'
export { checkHost, HOST_ACTS, type HostAct, type HostSettings, readHosts, readToken } from './host-settings.js'
export type {
  HostChange,
  HostComment,
  HostCommit,
  HostFile,
  HostIssue,
  HostOutcome,
  HostPerson,
  HostRelease,
  HostRepository,
  HostReview,
  HostRun,
  Listing,
  Since,
} from './models.js'
export { type NetLimits, NET_LIMITS } from './net/limits.js'
export { allowedAddress } from './net/allowed-address.js'
export { postJson, PostError } from './net/post-json.js'
export { declaredCapabilities, openHost, type OpenHost, type Surroundings } from './open-host.js'
export {
  type Capability,
  type ChangeToOpen,
  type CommentToKeep,
  HOST_KINDS,
  type HostCalls,
  type HostKind,
  type HostProvider,
  type IssueToOpen,
  type StatusToSet,
  type Wanted,
  type Written,
} from './provider.js'
