import type { Filter } from './document.js'

/** The conditions of a filter for columns kind, repository, at and subject, each beginning with `and`, with their values. */
export const narrowed = (filter: Filter): { readonly where: string; readonly values: readonly (string | number)[] } => {
  const conditions: [string, string | number | undefined][] = [
    ['kind = ?', filter.kind],
    ['repository = ?', filter.repository],
    ['at >= ?', filter.since],
    ['at < ?', filter.until],
    ['subject <> ?', filter.except],
  ]
  const given = conditions.filter(([, value]) => value !== undefined) as [string, string | number][]
  return { where: given.map(([condition]) => ` and ${condition}`).join(''), values: given.map(([, value]) => value) }
}
