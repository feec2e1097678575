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
}

export const VIEWS = ['now', 'events', 'repositories', 'services'] as const
export type View = (typeof VIEWS)[number]

type Part = keyof Address
const PARTS: readonly Part[] = ['view', 'repository', 'type', 'text', 'notable', 'change', 'event']

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

/** The address, rendered anew when it changes. */
export const useAddress = (): Address => useStore(address)
