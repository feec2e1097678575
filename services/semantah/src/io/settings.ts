import type { ClusterConfig } from '../cluster-config.js'
import type { ContextConfig } from '../context-config.js'

/** Injection token of the settings. */
export const SETTINGS = Symbol('SETTINGS')

/** What stores and sources may look up. */
export interface Settings {
  /** Where vectors and graph are kept, in words. */
  readonly places: { readonly vectors: string; readonly graph: string }
  readonly cluster: ClusterConfig
  readonly context: ContextConfig
}
