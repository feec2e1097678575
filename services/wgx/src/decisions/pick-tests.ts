import type { ConfigurationRecordedV1 } from '@heimgewebe/contracts'
import { drawFrom, pathsMatching } from '@heimgewebe/decider'
import type { Assessed } from './spend-share.js'

type Guard = Pick<ConfigurationRecordedV1['guards'][number], 'name' | 'tests' | 'tests_command'>

/**
 * The test files that a guard runs for a change: those that the past speaks for and the few that were drawn by lot.
 * Nothing where it runs all of its own: it cannot run single ones, none is named, or the lot wants to see the whole.
 */
export const pickTests = (
  guard: Guard,
  { tests = [] }: Pick<Assessed, 'tests'>,
  lot: string,
  sample: number,
): string[] | undefined => {
  if (guard.tests === undefined || guard.tests_command === undefined) return undefined
  const own = pathsMatching(
    tests.map(({ path }) => path),
    guard.tests,
  )
  if (own.length === 0 || drawFrom(`${lot} ${guard.name} whole`) < sample) return undefined
  return own.slice(0, 50)
}

/** The command that runs single test files. Their names come from a change, so each is quoted, and none is an option. */
export const commandForTests = (command: string, tests: readonly string[]): string => {
  const words = tests.map((path) => `'${`./${path}`.replaceAll("'", `'\\''`)}'`)
  return command.replaceAll('{tests}', () => words.join(' '))
}
