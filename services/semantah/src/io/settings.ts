import type { ContextConfig } from '../context-config.js'

/** Injection token of the settings. */
export const SETTINGS = Symbol('SETTINGS')

/** What stores and sources may look up. */
export interface Settings {
  readonly context: ContextConfig
}
