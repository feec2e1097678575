import type { Case, ErrorKnown, Lane, Told } from './lesson.js'
import type { Sight } from './learn-lessons.js'
import type { Rule } from '../rules/rule.js'
import type { Voices } from './voices.js'

/** Types of what is looked up for lessons. */
export interface LessonKinds {
  readonly lane: Lane
  readonly error: ErrorKnown
  readonly case: Case
  readonly rule: Rule
  readonly told: Readonly<Record<string, Told>>
  readonly voices: Voices
}

/** What has to be known before lessons are drawn from what an event shows. */
export const questionOf = (repository: string, { run, incident, resolved, outcomes, newcomers }: Sight) => {
  const lane =
    run?.lane ?? (incident ? `incident ${incident.subject}` : resolved ? `incident ${resolved.subject}` : undefined)
  return {
    repository,
    ...(lane === undefined ? {} : { lane }),
    errors: run?.errors ?? (incident ? [incident.error] : []),
    subjects: [
      ...newcomers.map(({ change }) => change),
      ...outcomes.flatMap(({ unit }) => unit ?? []),
      ...(run ? [run.subject, `change/${repository}/${run.sha}`] : []),
      ...(resolved?.fixedBy === undefined ? [] : [resolved.fixedBy]),
    ],
    // A fix of what a history is full of is no reason to look back; what can end a pattern or a rule is.
    past:
      outcomes.some(({ unit, kind }) => unit !== undefined && kind !== 'fixed') ||
      run?.passed === true ||
      resolved !== undefined,
  }
}
