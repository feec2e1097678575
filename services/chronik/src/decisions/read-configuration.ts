import type { EventData } from '@heimgewebe/contracts'
import { isMap, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import { clean } from './storable-text.js'
import { ConfigurationReader } from './read-configuration-values.js'
import { readStep, type Step } from './read-prepare.js'

type Configuration = EventData['configuration.recorded.v1']
type Area = Configuration['areas'][number]
type Guard = Configuration['guards'][number]

/** What .heimgewebe.yaml says, as far as it is right, and what is wrong with the rest. */
export type ReadConfiguration = Pick<Configuration, 'areas' | 'guards' | 'prepare' | 'problems'>

const MAX_ENTRIES = 200
const MAX_STEPS = 50
const DEFAULT_SECONDS = 600
const DEFAULT_MIB = 1024
const MAX_SECONDS = 3600
const MAX_MIB = 65_536
const MIN_MIB = 16

/** Reads the text of .heimgewebe.yaml. Never throws: every problem is told with its line, and the rest is used. */
export const readConfiguration = (text: string): ReadConfiguration => {
  const result = read(text)
  // The parser goes as deep as the text does: a file of brackets ends its stack, which it tells as an error of the file.
  const tooDeep = result.problems.some((problem) => problem.includes('call stack'))
  return tooDeep ? { areas: [], guards: [], problems: ['line 1: the file is nested too deeply'] } : result
}

const read = (text: string): ReadConfiguration => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', merge: false, prettyErrors: false })
  const reader = new ConfigurationReader(document, lines)
  for (const error of document.errors) reader.problem(error.pos[0], error.message.split('\n')[0] ?? error.code)
  const root = reader.resolved(document.contents)
  if (root === undefined) return { areas: [], guards: [], problems: reader.problems }
  if (!isMap(root)) {
    reader.problem(root.range?.[0] ?? 0, 'the file is not a map of areas, guards and smoke')
    return { areas: [], guards: [], problems: reader.problems }
  }
  reader.knownKeys(root, ['areas', 'prepare', 'guards', 'smoke'], '')
  const areas = entries(reader, root, 'areas', readArea)
  const steps = entries(reader, root, 'prepare', readStep)
  const guards = [
    ...entries(reader, root, 'guards', guardReader('guard')),
    ...entries(reader, root, 'smoke', guardReader('smoke')),
  ]
  checkNames(reader, areas, guards, root)
  checkSteps(reader, steps, guards)
  return {
    areas: areas.slice(0, MAX_ENTRIES).map((entry) => entry.value),
    guards: unique(reader, guards).slice(0, MAX_ENTRIES),
    ...(steps.length === 0 ? {} : { prepare: steps.slice(0, MAX_STEPS).map((entry) => entry.value) }),
    problems: reader.problems,
  }
}

interface Entry<Value> {
  readonly at: number
  readonly value: Value
}

const entries = <Value>(
  reader: ConfigurationReader,
  root: YAMLMap,
  key: string,
  read: (reader: ConfigurationReader, name: string, node: Node, where: string) => Value | undefined,
): Entry<Value>[] => {
  const section = reader.get(root, key)
  if (section === undefined) return []
  if (!isMap(section)) return (reader.wrong(section, key, 'is not a map from name to settings'), [])
  if (section.items.length > MAX_ENTRIES) reader.wrong(section, key, `has more than ${MAX_ENTRIES} entries`)
  return section.items.slice(0, MAX_ENTRIES).flatMap((pair) => {
    const name = reader.name(pair.key)
    const node = reader.resolved(pair.value)
    const at = reader.placeOf(pair.key)
    if (name === undefined || node === undefined) {
      reader.problem(at, `${key}.${name ?? '?'} has ${name === undefined ? 'no name' : 'no settings'}`)
      return []
    }
    const value = read(reader, name, node, `${key}.${name}`)
    return value === undefined ? [] : [{ at, value }]
  })
}

const readArea = (reader: ConfigurationReader, name: string, node: Node, where: string): Area | undefined => {
  // The short form: the globs alone.
  if (!isMap(node)) {
    const paths = reader.texts(node, where, 100, 1000)
    return paths && { name: clean(name, 300), paths }
  }
  reader.knownKeys(node, ['paths', 'used_by', 'critical'], where)
  const paths = reader.textsAt(node, 'paths', where, 100, 1000)
  if (paths === undefined) return (reader.wrong(node, where, 'has no paths'), undefined)
  const usedBy = reader.textsAt(node, 'used_by', where, 100, 300)
  const critical = reader.flagAt(node, 'critical', where)
  return {
    name: clean(name, 300),
    paths,
    ...(usedBy === undefined ? {} : { used_by: usedBy }),
    ...(critical === undefined ? {} : { critical }),
  }
}

const guardReader =
  (kind: Guard['kind']) =>
  (reader: ConfigurationReader, name: string, node: Node, where: string): Guard | undefined => {
    if (!isMap(node)) return (reader.wrong(node, where, 'is not a map with area and command'), undefined)
    reader.knownKeys(node, ['area', 'command', 'prepare', 'junit', 'time', 'memory', 'tests', 'tests_command'], where)
    const command = reader.textAt(node, 'command', where, 4000)
    if (command === undefined) return (reader.wrong(node, where, 'has no command'), undefined)
    const junit = reader.textAt(node, 'junit', where, 1000)
    const prepare = reader.textAt(node, 'prepare', where, 300)
    const seconds = reader.secondsAt(node, 'time', where) ?? DEFAULT_SECONDS
    const mebibytes = reader.mebibytesAt(node, 'memory', where) ?? DEFAULT_MIB
    return {
      name: clean(name, 300),
      kind,
      area: reader.textAt(node, 'area', where, 300) ?? '*',
      command,
      ...(junit === undefined ? {} : { junit }),
      ...(prepare === undefined ? {} : { prepare }),
      ...readTests(reader, node, where),
      time_limit_seconds: reader.within(node, where, 'time', seconds, 1, MAX_SECONDS),
      memory_limit_mib: reader.within(node, where, 'memory', mebibytes, MIN_MIB, MAX_MIB),
    }
  }

/** Which test files a guard runs, and how single ones of them are run: both, or the whole is run. */
const readTests = (
  reader: ConfigurationReader,
  node: YAMLMap,
  where: string,
): Pick<Guard, 'tests' | 'tests_command'> => {
  const tests = reader.textsAt(node, 'tests', where, 100, 1000)
  const command = reader.textAt(node, 'tests_command', where, 4000)
  const names = command?.includes('{tests}') ?? false
  if (command !== undefined && !names) reader.wrong(node, where, 'has a tests_command without {tests}')
  return {
    ...(tests === undefined ? {} : { tests }),
    ...(command !== undefined && names ? { tests_command: command } : {}),
  }
}

/** With areas of its own, a file can only mean those. */
const checkNames = (
  reader: ConfigurationReader,
  areas: readonly Entry<Area>[],
  guards: readonly Entry<Guard>[],
  root: YAMLMap,
): void => {
  if (reader.get(root, 'areas') === undefined) return
  const names = new Set(areas.map(({ value }) => value.name))
  for (const { at, value } of areas)
    for (const user of value.used_by ?? [])
      if (!names.has(user)) reader.problem(at, `areas.${value.name} is used by ${user}, which is no area`)
  for (const { at, value } of guards)
    if (value.area !== '*' && !names.has(value.area))
      reader.problem(at, `${value.name} guards ${value.area}, which is no area`)
}

/** A guard keeps the name of a step that is not there: it then says so in place of failing. */
const checkSteps = (
  reader: ConfigurationReader,
  steps: readonly Entry<Step>[],
  guards: readonly Entry<Guard>[],
): void => {
  const names = new Set(steps.slice(0, MAX_STEPS).map(({ value }) => value.name))
  if (steps.length > MAX_STEPS) reader.problem(steps[MAX_STEPS]?.at ?? 0, `prepare has more than ${MAX_STEPS} entries`)
  for (const { at, value } of guards)
    if (value.prepare !== undefined && !names.has(value.prepare))
      reader.problem(at, `${value.name} is prepared by ${value.prepare}, which is no step of prepare`)
}

const unique = (reader: ConfigurationReader, guards: readonly Entry<Guard>[]): Guard[] => {
  const seen = new Set<string>()
  return guards.flatMap(({ at, value }) => {
    if (seen.has(value.name)) return (reader.problem(at, `${value.name} is there twice: the first one counts`), [])
    seen.add(value.name)
    return [value]
  })
}
