import { HostError } from './errors.js'
import type { HostPerson } from './models.js'

/**
 * One object of an answer. What is missing or of another kind reads as undefined; the `need` forms name the field in the
 * error. Fields that nobody asks for are passed over.
 */
export class Answer {
  private readonly object: Readonly<Record<string, unknown>>

  constructor(
    value: unknown,
    private readonly where: string,
  ) {
    this.object = isObject(value) ? value : {}
  }

  /** A text that is not empty. */
  text(name: string): string | undefined {
    const found = this.get(name)
    return typeof found === 'string' && found !== '' ? found : undefined
  }

  number(name: string): number | undefined {
    const found = this.get(name)
    return typeof found === 'number' && Number.isFinite(found) ? found : undefined
  }

  flag(name: string): boolean {
    return this.get(name) === true
  }

  at(name: string): Answer {
    return new Answer(this.get(name), `${this.where}.${name}`)
  }

  has(name: string): boolean {
    return isObject(this.get(name))
  }

  list(name: string): Answer[] {
    const found = this.get(name)
    return Array.isArray(found) ? found.map((one, index) => new Answer(one, `${this.where}.${name}[${index}]`)) : []
  }

  /** Texts of a list, the others left out. */
  texts(name: string): string[] {
    const found = this.get(name)
    return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : []
  }

  /** A time as RFC 3339 in UTC. */
  time(name: string): string | undefined {
    const ms = Date.parse(this.text(name) ?? '')
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
  }

  needText(name: string): string {
    return this.text(name) ?? this.missing(name, 'text')
  }

  needNumber(name: string): number {
    return this.number(name) ?? this.missing(name, 'number')
  }

  needTime(name: string): string {
    return this.time(name) ?? this.missing(name, 'time')
  }

  /** An id as text, whatever the host makes of it. */
  needId(name: string): string {
    const found = this.get(name)
    return typeof found === 'number' || typeof found === 'string' ? String(found) : this.missing(name, 'id')
  }

  /** The person of a field; accounts that are gone have no name any more. */
  person(name: string): HostPerson {
    const one = this.at(name)
    const email = one.text('email')
    const known = one.text('login') ?? one.text('username') ?? one.text('name') ?? 'unknown'
    return { name: known, ...(email?.includes('@') ? { email } : {}) }
  }

  private get(name: string): unknown {
    return Object.hasOwn(this.object, name) ? this.object[name] : undefined
  }

  private missing(name: string, kind: string): never {
    throw new HostError('unreadable', `${this.where}: needed field "${name}" (${kind}) is missing`)
  }
}

/** Only what is there: optional fields are absent, never undefined. */
export const present = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
