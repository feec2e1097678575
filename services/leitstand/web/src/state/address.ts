import { createStore, useStore } from './store.js'

/** Everything that the address says: view, filters and what is open. */
export interface Address {
  readonly view: View
  readonly repository?: string
  readonly type?: string
  readonly text?: string
  readonly notable?: string
  /** Id of the event that is open. */
  readonly event?: string
  /** Subject of the change that is open. */
  readonly change?: string
  /** Question to a person that is open, by the event that asked. */
  readonly approval?: string
  /** Rule that is open, as owner/name/rule. */
  readonly rule?: string
  /** Repository whose judgement is looked at. */
  readonly judged?: string
  /** Incident whose room is shown. */
  readonly incident?: string
  /** Epic that is shown, by its name. */
  readonly epic?: string
  /** Where the walk through the graph begins. */
  readonly node?: string
  /** Nodes whose neighbours are shown too; see `listOf`. */
  readonly open?: string
  /** What is looked at closely: a node by its subject, or a relation by its own id. */
  readonly pick?: string
  /** The other end of a path. */
  readonly to?: string
  /** The day as which the graph is shown, as 2026-03-01. */
  readonly at?: string
  /** Kinds and relations that are left out; see `listOf`. */
  readonly hide?: string
}

export const VIEWS = [
  'now',
  'waiting',
  'incidents',
  'epics',
  'events',
  'graph',
  'learned',
  'guards',
  'agents',
  'repositories',
  'services',
] as const
export type View = (typeof VIEWS)[number]

type Part = keyof Address
const PARTS: readonly Part[] = [
  'view',
  'repository',
  'type',
  'text',
  'notable',
  'incident',
  'epic',
  'node',
  'open',
  'pick',
  'to',
  'at',
  'hide',
  'approval',
  'rule',
  'judged',
  'change',
  'event',
]

const read = (): Address => {
  const query = new URLSearchParams(location.search)
  const parts = PARTS.map((name) => [name, query.get(name)] as const).filter(
    ([, value]) => value !== null && value !== '',
  )
  const given = Object.fromEntries(parts) as Partial<Record<Part, string>>
  return { ...given, view: VIEWS.find((view) => view === given.view) ?? 'now' }
}

/** Where the person is. */
export const address = createStore<Address>(read())
window.addEventListener('popstate', () => address.set(read()))

/** Parts of an address to change; undefined takes a part away. */
export type Step = { readonly [P in Part]?: Address[P] | undefined }

/** The address after a step from here. */
export const hrefOf = (step: Step, from: Address = address.get()): string => {
  const next: Step = { ...from, ...step }
  const query = new URLSearchParams()
  for (const name of PARTS) {
    const value = next[name]
    if (value !== undefined && value !== '' && !(name === 'view' && value === 'now')) query.set(name, value)
  }
  const text = query.toString()
  return text === '' ? '/' : `/?${text}`
}

/** Goes there. `replace` adds nothing to the browser's history, as for each letter of a search. */
export const go = (step: Step, how: 'push' | 'replace' = 'push'): void => {
  const href = hrefOf(step)
  if (how === 'push') history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  address.set(read())
}

/** The entries of a part that holds several. Each is encoded by itself: a name may hold a comma. */
export const listOf = (part: string | undefined): readonly string[] =>
  (part ?? '').split(',').flatMap((entry) => (entry === '' ? [] : [decoded(entry)]))

/** Several entries as one part; undefined for none. */
export const partOf = (entries: readonly string[]): string | undefined =>
  entries.length === 0 ? undefined : entries.map((entry) => entry.replace(/[%,]/g, encodeURIComponent)).join(',')

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Somebody typed it by hand; it then names nothing that is known.
    return text
  }
}

/** Nothing is open over the view or in it. */
export const CLOSED = {
  incident: undefined,
  epic: undefined,
  approval: undefined,
  rule: undefined,
  judged: undefined,
  change: undefined,
  event: undefined,
} as const

/** A walk through the graph that begins at a node. The moment and what is left out stay. */
export const startAt = (node: string): Step => ({
  view: 'graph',
  node,
  open: undefined,
  pick: undefined,
  to: undefined,
  ...CLOSED,
})

/** The address, rendered anew when it changes. */
export const useAddress = (): Address => useStore(address)
