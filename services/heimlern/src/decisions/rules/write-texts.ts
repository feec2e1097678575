import { linksToEvents, plainMarkdown } from '@heimgewebe/decider'
import type { Case, ErrorKnown, Repair } from '../lessons/lesson.js'
import type { Shape } from '../lessons/mine-shapes.js'
import { repairsByKind } from '../lessons/tell-errors.js'

/** What the texts about an area are made from. */
export interface AreaFacts {
  readonly shape: Shape
  /** Errors seen in its bad cases. */
  readonly errors: readonly ErrorKnown[]
  /** Guards that caught it, else those of the area. */
  readonly guards: readonly string[]
}

/** The rule of a policy as YAML, for people to read and to approve. */
export const writePolicy = ({ shape, guards }: AreaFacts, raiseTo: 'medium' | 'high'): string =>
  [
    `# ${shape.name}: ${shape.allBad} of ${shape.allBad + shape.good} ended badly`,
    `when: { areas: [${shape.areas.map((area) => JSON.stringify(area)).join(', ')}] }`,
    `raise_to: ${raiseTo}`,
    ...(guards.length > 0 ? [`guards: [${guards.map((guard) => JSON.stringify(guard)).join(', ')}]`] : []),
    `warn: ${JSON.stringify(warningOf(shape))}`,
    '',
  ].join('\n')

/** What an author is told. */
export const warningOf = ({ name, allBad, good, base }: Shape): string =>
  `${allBad} of ${allBad + good} ${name} ended badly, ${Math.round(base * 100)} % of the others`.slice(0, 1000)

/** The runbook of an area: what went wrong, what mended it, what to do before the next change. */
export const writeRunbook = (title: string, { shape, errors, guards }: AreaFacts): string => {
  const lines = [
    `# ${plainMarkdown(title)}`,
    '',
    `${sentence(warningOf(shape))} ${linksToEvents(eventsOf(shape.bad))}`,
    '',
  ]
  lines.push('## What went wrong', '', ...shape.bad.slice(0, 10).map(caseLine), '')
  const mended = errors.filter(({ repairs }) => repairs.some(({ held }) => held))
  if (mended.length > 0) lines.push('## What mended it', '', ...mended.slice(0, 10).flatMap(repairLines), '')
  if (guards.length > 0)
    lines.push(
      '## Before the next change',
      '',
      ...guards.map(
        (guard) =>
          `- Run the guard ${plainMarkdown(guard)}: it told of this before. ${linksToEvents(shownBy(shape, guard))}`,
      ),
      '',
    )
  return lines.join('\n')
}

/** The runbook of one error: what mended it before, and what did not. */
export const writeErrorRunbook = (title: string, error: ErrorKnown): string =>
  [
    `# ${plainMarkdown(title)}`,
    '',
    `“${plainMarkdown(error.template)}” came up in ${error.count} changes, runs and incidents. ${linksToEvents(error.seen.map(({ event }) => event))}`,
    '',
    '## What mended it',
    '',
    ...repairLines(error),
    '',
  ].join('\n')

/** A checklist for an area, where the host shows it to whoever opens a change. */
export const writeTemplate = ({ shape, errors, guards }: AreaFacts): string =>
  [
    `## Checklist for ${plainMarkdown(shape.name)}`,
    '',
    ...guards.map((guard) => `- [ ] the guard ${plainMarkdown(guard)} passes ${linksToEvents(shownBy(shape, guard))}`),
    ...errors
      .slice(0, 10)
      .map(
        (error) =>
          `- [ ] “${plainMarkdown(error.template)}” cannot come up ${linksToEvents(error.seen.map(({ event }) => event))}`,
      ),
    `- [ ] somebody who knows ${plainMarkdown(shape.areas.join(', '))} has looked at it ${linksToEvents(eventsOf(shape.bad))}`,
    '',
  ].join('\n')

const WORDS = {
  guard_failed: 'failed its guard',
  ci_failed: 'failed in CI',
  incident: 'led to an incident',
  reverted: 'was reverted',
  fixed: 'had to be fixed',
  guard_passed: 'passed',
} as const

const caseLine = (one: Case): string => {
  const kinds = [...new Set(one.troubles.map(({ kind }) => WORDS[kind]))].join(' and ')
  return `- “${plainMarkdown(one.title || one.subject)}” ${kinds}. ${linksToEvents([one.event, ...one.troubles.flatMap(({ events }) => events)])}`
}

const repairLines = (error: ErrorKnown): string[] =>
  repairsByKind(error)
    .filter(({ held }) => held.length > 0)
    .slice(0, 5)
    .map(({ kind, held, against }) => {
      const failed = against === 0 ? '' : ` It did not help ${against} times.`
      return `- “${plainMarkdown(error.template)}” was gone ${held.length} times after a change of ${plainMarkdown(kind)}, last “${plainMarkdown(titleOf(held[0]))}”.${failed} ${linksToEvents(held.flatMap(({ events }) => events))}`
    })

const titleOf = (repair: Repair | undefined): string => repair?.title || repair?.subject || ''
const sentence = (text: string): string => `${plainMarkdown(text)}.`
const eventsOf = (cases: readonly Case[]): string[] =>
  cases.flatMap(({ troubles, event }) => troubles.at(-1)?.events[0] ?? event)
const shownBy = ({ bad }: Shape, guard: string): string[] => {
  const shown = bad.flatMap(({ troubles }) =>
    troubles.filter(({ rule }) => rule === guard).flatMap(({ events }) => events[0] ?? []),
  )
  return shown.length > 0 ? shown : eventsOf(bad)
}
