/** What a person is told, by whatever provider. Nothing in it is what a run said: that does not leave the mesh. */
export interface FeedbackContext {
  readonly kind: 'question' | 'reminder' | 'escalation'
  readonly title: string
  readonly repository?: string
  readonly change?: string
  /** Why, sentence by sentence. */
  readonly reasons: readonly string[]
  /** After this moment no answer counts; RFC 3339. */
  readonly deadline?: string
  /** Page where it is answered. Carries no token: whoever opens it proves there who they are. */
  readonly link: string
  /** What to type instead, for those at a terminal. */
  readonly command?: string
}

/** Something that can be answered. */
export interface FeedbackOption {
  readonly id: string
  readonly label: string
}

/** What became of asking. The answer itself comes as an event, by the page or the command line. */
export interface FeedbackResult {
  readonly verdict: 'delivered' | 'failed' | 'refused' | 'unknown'
  /** Why, where it was not delivered. Holds no address and no secret. */
  readonly reason?: string
  readonly tries: number
}

/** Asks people for feedback by one way. Never throws for what the other side does: that is a result. */
export interface FeedbackProvider {
  readonly requestFeedback: (
    context: FeedbackContext,
    options: readonly FeedbackOption[],
    signal: AbortSignal,
  ) => Promise<FeedbackResult>
}

/** A provider as its owner configured it. */
export interface ProviderSettings {
  /** Name by which questions name it. */
  readonly name: string
  readonly kind: ProviderKind
  /** File of mode 0600 with what the kind needs; holds the secret. */
  readonly file: string
  /** It is in a private net or on this machine. */
  readonly own: boolean
}

/** Kinds of providers. A new one is a name here and an entry in `open-provider.ts`. */
export const PROVIDER_KINDS = ['webhook', 'email'] as const
/** One of them. */
export type ProviderKind = (typeof PROVIDER_KINDS)[number]

/** How far one delivery may go. */
export interface DeliveryBounds {
  /** Longest try, in milliseconds. */
  readonly timeoutMs: number
  /** Tries altogether, where the message was surely not taken. */
  readonly tries: number
  /** First wait between two tries, in milliseconds, from which the others grow. */
  readonly waitMs: number
}
