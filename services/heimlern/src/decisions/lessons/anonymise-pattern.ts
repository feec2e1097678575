import type { Pattern } from './lesson.js'

/** A pattern without anything that tells whose it is: no names, paths, words or code. */
export interface AnonymousPattern {
  readonly kind: Pattern['kind']
  /** What it is about in general: an area, files, an error, or the kind of change. */
  readonly about: string
  /** Hash of the error; who has the same error finds it, nobody can read it back. */
  readonly fingerprint?: string
  /** Class of the error where it is one of a language, never one of the project's own. */
  readonly error?: string
  readonly state: Pattern['state']
  readonly support: number
  readonly counter_cases: number
  readonly confidence: number
}

/** Kinds of change that say nothing of a project. */
const GENERAL = ['configuration', 'dependencies', 'documentation', 'migrations', 'source', 'tests'] as const
/** Errors of languages and their standard libraries. */
const STANDARD = new Set(
  'TypeError ReferenceError RangeError SyntaxError AggregateError Error AssertionError AttributeError ImportError ModuleNotFoundError KeyError IndexError ValueError NameError RuntimeError OSError FileNotFoundError PermissionError TimeoutError ConnectionError ConnectionRefusedError ConnectionResetError ZeroDivisionError RecursionError MemoryError UnicodeDecodeError StopIteration NotImplementedError NullPointerException IllegalStateException IllegalArgumentException ClassNotFoundException NoSuchMethodError IOException OutOfMemoryError IndexOutOfBoundsException ClassCastException ConcurrentModificationException AddressSanitizer panic assertion'.split(
    ' ',
  ),
)

/** What may leave the repository of a pattern. `type`: class of its error. */
export const anonymisePattern = (pattern: Pattern, type = ''): AnonymousPattern => ({
  kind: pattern.kind,
  about: aboutOf(pattern),
  ...(pattern.fingerprint === undefined ? {} : { fingerprint: pattern.fingerprint }),
  ...(STANDARD.has(type) ? { error: type } : {}),
  state: pattern.state,
  support: pattern.support,
  counter_cases: pattern.counter_cases,
  confidence: pattern.confidence,
})

const aboutOf = ({ kind, name, areas, paths, pattern }: Pattern): string => {
  if (kind === 'bad') {
    if (pattern.startsWith('bad-kind-')) return GENERAL.find((word) => pattern === `bad-kind-${word}`) ?? 'change'
    return areas && areas.length > 0 ? 'area' : paths && paths.length > 0 ? 'files' : 'change'
  }
  if (kind !== 'fix') return 'error'
  const words = name.slice(name.lastIndexOf(': ') + 2)
  const found = GENERAL.filter((word) => new RegExp(`(?:^| and )${word}(?: |$)`).test(words))
  return found.length > 0 ? found.join(' and ') : 'change'
}
