import { clean, storable } from './storable-text.js'

/** Careful reading of a payload that somebody else wrote: what is missing or of another kind reads as undefined. */
export interface Fields {
  /** A text that is not empty; NUL and half of a surrogate pair read as U+FFFD. */
  text(name: string): string | undefined
  /** A finite number that is not negative. */
  number(name: string): number | undefined
  /** A flag; false when it is missing. */
  flag(name: string): boolean
  /** An object; an empty one when it is missing. */
  at(name: string): Fields
  /** The objects of a list. */
  list(name: string): Fields[]
  /** Whether there is an object of this name. */
  has(name: string): boolean
  /** The object itself; an empty one when it is missing. */
  raw(): Readonly<Record<string, unknown>>
  /** A time as RFC 3339, from a text or from Unix seconds. */
  time(name: string): string | undefined
}

/** Reads an object; anything else reads as an empty one. */
export const fields = (value: unknown): Fields => {
  const object = isObject(value) ? value : {}
  const get = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined)
  const text = (name: string): string | undefined => {
    const found = get(name)
    return typeof found === 'string' && found !== '' ? storable(found) : undefined
  }
  return {
    text,
    number(name) {
      const found = get(name)
      return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined
    },
    flag: (name) => get(name) === true,
    at: (name) => fields(get(name)),
    list(name) {
      const found = get(name)
      return Array.isArray(found) ? found.map(fields) : []
    },
    has: (name) => isObject(get(name)),
    raw: () => object,
    time(name) {
      const found = get(name)
      const ms = typeof found === 'number' ? found * 1000 : Date.parse(text(name) ?? '')
      return Number.isNaN(ms) || Math.abs(ms) > MAX_DATE_MS ? undefined : new Date(ms).toISOString()
    },
  }
}

/** The last moment that JavaScript can write down. */
const MAX_DATE_MS = 8.64e15

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A person as a host names one: login and, where it says so, mail. */
export const person = (of: Fields): { name: string; email?: string } => {
  const email = of.text('email')
  const name = clean(of.text('login') ?? of.text('name') ?? 'unknown', 300)
  return email === undefined ? { name } : { name, email: clean(email, 300) }
}

/** Only what is there: optional fields of a contract are absent, never undefined. */
export const present = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** A commit id, or undefined for anything else. */
export const sha = (value: string | undefined): string | undefined =>
  value !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : undefined
