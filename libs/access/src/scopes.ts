/** What a token may be good for. `admin` includes the others, and alone gives commands, approvals and restores. */
export const SCOPES = ['read', 'append', 'intake', 'admin'] as const

/** One right of a token. */
export type Scope = (typeof SCOPES)[number]

/** What a route asks for: a scope, or nothing at all. */
export const NEEDS = ['public', ...SCOPES] as const

/** What a route asks for. */
export type Needs = (typeof NEEDS)[number]

/** Who a request comes from, as its token says. */
export interface Access {
  /** Name of the token, for people: log lines and limits carry it. */
  readonly name: string
  readonly scopes: readonly Scope[]
}

/** Whether these scopes open a route. */
export const permits = (scopes: readonly Scope[], needs: Needs): boolean =>
  needs === 'public' || scopes.includes('admin') || scopes.includes(needs)
