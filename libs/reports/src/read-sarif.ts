/** How bad a finding is, in the words of SARIF. */
export type FindingLevel = 'error' | 'warning' | 'note'

/** One place where one rule is broken. */
export interface Finding {
  readonly rule: string
  readonly level: FindingLevel
  readonly text: string
  /** Path in the repository, where the report names one. */
  readonly path?: string
  /** Line, from 1. */
  readonly line?: number
}

/** What a SARIF report says. */
export interface SarifReport {
  /** Names of the tools. */
  readonly tools: readonly string[]
  /** Findings of each level, suppressed ones left out. */
  readonly counts: Readonly<Record<FindingLevel, number>>
  /** The worst ones, in the order of the report, at most 200. */
  readonly findings: readonly Finding[]
}

/** A report, or in words why it cannot be read. */
export type SarifReading =
  { readonly state: 'read'; readonly report: SarifReport } | { readonly state: 'refused'; readonly reason: string }

const MOST_FINDINGS = 200
const LEVELS: readonly FindingLevel[] = ['error', 'warning', 'note']

/** Reads a SARIF 2.1.0 report of a stranger. */
export const readSarif = (text: string): SarifReading => {
  const log = parse(text)
  if (log === undefined) return { state: 'refused', reason: 'it is not JSON' }
  if (!String(log['version'] ?? '').startsWith('2.1')) return { state: 'refused', reason: 'it is not SARIF 2.1' }
  const runs = list(log['runs'])
  const found = runs.flatMap((run) => {
    const rules = list(at(run, 'tool', 'driver')['rules'])
    return list(run['results']).flatMap((result) => findingOf(result, rules))
  })
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { level } of found) counts[level]++
  const findings = LEVELS.flatMap((level) => found.filter((one) => one.level === level)).slice(0, MOST_FINDINGS)
  const tools = runs.map((run) => textOf(at(run, 'tool', 'driver')['name'], 300) || 'unnamed tool')
  return { state: 'read', report: { tools: [...new Set(tools)].slice(0, 20), counts, findings } }
}

type Json = Readonly<Record<string, unknown>>

const parse = (text: string): Json | undefined => {
  try {
    return object(JSON.parse(text))
  } catch {
    return undefined
  }
}

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : [])
const at = (value: Json, ...names: readonly string[]): Json => names.reduce((one, name) => object(one[name]), value)
const textOf = (value: unknown, length: number): string =>
  typeof value === 'string' ? value.slice(0, length).toWellFormed().replaceAll('\0', '\uFFFD') : ''

/** The rule that a result names, by its place or by its id. */
const ruleOf = (result: Json, rules: readonly Json[]): Json => {
  const index = result['ruleIndex'] ?? at(result, 'rule')['index']
  const id = result['ruleId'] ?? at(result, 'rule')['id']
  const byPlace = Number.isSafeInteger(index) ? rules[Number(index)] : undefined
  return byPlace ?? rules.find((rule) => rule['id'] === id) ?? { id }
}

/** Suppressed where nobody has rejected that yet. */
const isSuppressed = (result: Json): boolean =>
  list(result['suppressions']).some(({ status }) => status === undefined || status === 'accepted')

const findingOf = (result: Json, rules: readonly Json[]): Finding[] => {
  // Only what fails is a finding; a result that does not say fails.
  if (isSuppressed(result) || (result['kind'] ?? 'fail') !== 'fail') return []
  const known = ruleOf(result, rules)
  const rule = textOf(result['ruleId'] ?? known['id'], 300) || 'unnamed rule'
  const level = levelOf(result['level'] ?? at(known, 'defaultConfiguration')['level'])
  if (level === undefined) return []
  const [location = {}] = list(result['locations'])
  const physical = at(location, 'physicalLocation')
  const path = textOf(at(physical, 'artifactLocation')['uri'], 4096)
  const line = at(physical, 'region')['startLine']
  return [
    {
      rule,
      level,
      text: textOf(at(result, 'message')['text'] ?? at(result, 'message')['markdown'], 1000),
      ...(path === '' ? {} : { path }),
      ...(Number.isSafeInteger(line) && Number(line) > 0 ? { line: Number(line) } : {}),
    },
  ]
}

/** A result that says nothing is a warning; `none` is no finding. */
const levelOf = (level: unknown): FindingLevel | undefined => {
  if (level === undefined) return 'warning'
  return LEVELS.find((one) => one === level) ?? (level === 'none' ? undefined : 'warning')
}
