import { resolve } from 'node:path'
import { ConfigError } from '../errors.js'

type Source = Readonly<Record<string, string | undefined>>

const read = (source: Source, name: string): string | undefined => {
  const value = source[name]?.trim()
  return value === '' ? undefined : value
}

const required = (name: string): never => {
  throw new ConfigError(`${name} is not set`)
}

const number = (source: Source, name: string, fallback?: number): number => {
  const text = read(source, name)
  if (text === undefined) return fallback ?? required(name)
  const value = Number(text)
  if (!Number.isFinite(value)) throw new ConfigError(`${name} is not a number: ${text}`)
  return value
}

const string = (source: Source, name: string, fallback?: string): string =>
  read(source, name) ?? fallback ?? required(name)

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Readers of single settings. Each throws a `ConfigError` that names the setting; without a default it is required. */
export const env = {
  /** A text that is not empty. */
  string,
  /** A text, or undefined when it is not set. */
  optional: read,
  /** A finite number. */
  number,
  /** A whole number. */
  int(source: Source, name: string, fallback?: number): number {
    const value = number(source, name, fallback)
    if (!Number.isInteger(value)) throw new ConfigError(`${name} is not a whole number: ${value}`)
    return value
  },
  /** true, 1, yes, on; false, 0, no, off. */
  boolean(source: Source, name: string, fallback?: boolean): boolean {
    const text = read(source, name)?.toLowerCase()
    if (text === undefined) return fallback ?? required(name)
    if (['true', '1', 'yes', 'on'].includes(text)) return true
    if (['false', '0', 'no', 'off'].includes(text)) return false
    throw new ConfigError(`${name} is neither true nor false: ${text}`)
  },
  /** A duration in milliseconds: 250ms, 10s, 5m, 2h, 1d; a bare number is milliseconds. */
  duration(source: Source, name: string, fallbackMs?: number): number {
    const text = read(source, name)
    if (text === undefined) return fallbackMs ?? required(name)
    const [, value, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text) ?? []
    if (value === undefined) throw new ConfigError(`${name} is not a duration such as 10s: ${text}`)
    return Number(value) * (UNITS[unit ?? 'ms'] ?? 1)
  },
  /** An absolute path; a relative one is resolved against the working folder. */
  path: (source: Source, name: string, fallback?: string): string => resolve(string(source, name, fallback)),
  /** Texts separated by commas, trimmed, without empty ones. */
  list(source: Source, name: string, fallback?: readonly string[]): readonly string[] {
    const text = read(source, name)
    if (text === undefined) return fallback ?? required(name)
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  },
}
