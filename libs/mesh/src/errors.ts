/** The event can never be handled: it is parked at once, not retried. Any other error means "try again later". */
export class PoisonMessageError extends Error {
  override readonly name = 'PoisonMessageError'
  readonly code = 'poison_message'
}

/**
 * A store or server that the work needs cannot be used now. Nothing is wrong with the event: it is tried again without
 * limit and never parked, and a person who asks gets 503 with this message, which says what does not answer and where.
 */
export class OutOfReachError extends Error {
  override readonly name = 'OutOfReachError'
  readonly code = 'out_of_reach'
}

/** A setting is missing or wrong: the process says which one and does not start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'config'
}

/** chronik refused an append because an event breaks its contract or its stream is not at the expected version. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  /** Machine-readable kind: contract, conflict, duplicate, too_large, source, batch. */
  readonly code: string
  /** Place of the offending event in the request, from 0. */
  readonly index: number

  constructor(message: string, code: string, index: number) {
    super(message)
    this.code = code
    this.index = index
  }
}
