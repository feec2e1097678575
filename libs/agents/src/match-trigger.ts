import picomatch from 'picomatch'
import type { AgentTrigger, Condition } from './definition.js'

/** What a trigger looks at. */
export interface TriggerEvent {
  readonly type: string
  readonly data: unknown
}

/** Deepest path into the data of an event. */
const MOST_PARTS = 10

/** Whether an event fires a trigger: its type, a file and every condition must fit. */
export const matchTrigger = ({ types, files, conditions }: AgentTrigger, { type, data }: TriggerEvent): boolean =>
  types.some((one) => one === type) &&
  (files === undefined || pathsOf(data).some((path) => matcherOf(files)(path))) &&
  conditions.every((condition) => holds(condition, data))

const matchers = new WeakMap<readonly string[], (path: string) => boolean>()

/** A glob without a slash is of the file's name, wherever the file lies. */
const matcherOf = (globs: readonly string[]): ((path: string) => boolean) => {
  const known = matchers.get(globs)
  if (known) return known
  const compiled = globs.map((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') }))
  const matches = (path: string): boolean => compiled.some((fits) => fits(path))
  matchers.set(globs, matches)
  return matches
}

const pathsOf = (data: unknown): string[] => {
  const files = memberOf(data, 'files')
  if (!Array.isArray(files)) return []
  return files.flatMap((file: unknown) => {
    const path = typeof file === 'string' ? file : memberOf(file, 'path')
    return typeof path === 'string' ? [path] : []
  })
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

const holds = ({ path, test, value }: Condition, data: unknown): boolean => {
  const found = path.split('.').slice(0, MOST_PARTS).reduce(memberOf, data)
  switch (test) {
    case 'equals':
      return found === value
    case 'one-of':
      return Array.isArray(value) && value.includes(found)
    case 'not':
      return found !== value
    case 'above':
      return typeof found === 'number' && typeof value === 'number' && found > value
    case 'below':
      return typeof found === 'number' && typeof value === 'number' && found < value
    case 'exists':
      return (found !== undefined) === (value === true)
  }
}
