import type { RepositoryLook } from './look-at-repository.js'
import { type SuggestedArea, suggestAreas } from './suggest-areas.js'
import { suggestNode } from './suggest-node.js'
import { suggestGo, suggestMake, suggestPython, suggestRust } from './suggest-others.js'
import type { SuggestedGuard, SuggestedStep } from './suggestion.js'

const HEAD = `# What Heimgewebe is to know of this repository. It is read from the default branch only: a change cannot alter what it
# is checked with. Suggested by "heimgewebe init" from what is here; every line is yours to change.`

const PREPARE = `# What guards need and may not fetch for themselves: they run in a sandbox without a network. A step sees the files of
# keyed_by and nothing else, is run once for the same contents of them, and may fetch from the hosts of network alone.
# For a change that alters these files it is not run, since they say what is fetched; network_for: any_change allows it.`

/** Suggests a configuration file for what was seen, with a reason for each line. */
export const writeConfiguration = (look: RepositoryLook): string => {
  const found = [suggestNode, suggestPython, suggestGo, suggestRust].map((suggest) => suggest(look))
  const steps = found.flatMap((one) => one.steps)
  const named = found.flatMap((one) => one.guards)
  const guards = named.length > 0 ? named : suggestMake(look).guards
  const areas = suggestAreas(look)
  return [
    HEAD,
    ...section('areas', '# Parts of the project: risks, owners and guards are told by them.', areas.map(areaLine)),
    ...section('prepare', PREPARE, steps.map(stepLines)),
    ...section('guards', "# Commands that a change must pass. area: '*' is every change.", guards.map(guardLine)),
    '',
  ].join('\n')
}

const section = (name: string, comment: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', comment, `${name}:`, ...lines]

const areaLine = ({ name, folder, why }: SuggestedArea): string =>
  `  ${value(name)}: { paths: [${value(`${folder}/**`)}] } # ${why}`

const stepLines = ({ name, why, command, network, keyedBy, keeps }: SuggestedStep): string =>
  [
    ...why.map((line) => `  # ${line}`),
    `  ${name}:`,
    `    command: ${value(command)}`,
    ...networkLines(network),
    `    keyed_by: [${keyedBy.map(value).join(', ')}]`,
    `    keeps: [${keeps.join(', ')}]`,
    '    time: 10m',
  ].join('\n')

const networkLines = (hosts: readonly string[] | undefined): string[] => {
  if (hosts === undefined) return []
  if (hosts.length === 0) return ['    # network: [name the hosts that it fetches from, or nothing is fetched]']
  return [`    network: [${hosts.map(value).join(', ')}]`]
}

const guardLine = ({ name, why, command, prepare }: SuggestedGuard): string => {
  const needs = prepare === undefined ? '' : `, prepare: ${prepare}`
  return `  # ${why}\n  ${name}: { area: '*', command: ${value(command)}${needs}, time: 10m, memory: 2GiB }`
}

/** A text as YAML has it: as it is where that means the same, else in quotes. */
const value = (text: string): string =>
  /^[A-Za-z_][\w./ -]*\w$|^[A-Za-z_]$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`
