import type { Draft, EventData } from '@heimgewebe/contracts'
import { GitError, showFile } from '@heimgewebe/git'
import type { ImportContext } from './import-context.js'
import { digestOf } from './import-signature.js'
import type { KnownRefs } from './repository-tables.js'

const CONFIGURATION_FILE = '.heimgewebe.yaml'
const MAX_CONFIGURATION_BYTES = 262_144

type Configuration = Pick<EventData['configuration.recorded.v1'], 'areas' | 'guards' | 'problems'>

/** The events about the repository itself, where it is other than the log knows. */
export const describeRepository = async (
  context: ImportContext,
): Promise<{ readonly drafts: Draft[]; readonly state: Pick<KnownRefs, 'registered' | 'configuration'> }> => {
  const { known, moment, repository, round, rules } = context
  const registration = {
    repository,
    location: round.location,
    default_branch: round.defaultBranch,
    shallow: round.shallow,
    object_format: round.objectFormat,
  }
  const registered = digestOf(JSON.stringify(registration))
  const drafts: Draft[] = []
  if (known?.registered !== registered) drafts.push(rules.describeRegistered(registration, moment))
  if (round.head === undefined) return { drafts, state: { registered, configuration: '' } }
  const { digest, configuration } = await readConfigurationAt(context, round.head)
  if (known?.configuration !== digest)
    drafts.push(rules.describeConfiguration({ repository, sha: round.head, ...configuration() }, moment))
  return { drafts, state: { registered, configuration: digest } }
}

/** The file of the default branch: rules never come from a branch that wants to be judged by them. */
const readConfigurationAt = async (
  { mirror, rules }: ImportContext,
  sha: string,
): Promise<{ readonly digest: string; readonly configuration: () => Configuration }> => {
  try {
    const bytes = await showFile(mirror, sha, CONFIGURATION_FILE, MAX_CONFIGURATION_BYTES)
    const text = bytes?.toString('utf8')
    if (text === undefined) return { digest: 'absent', configuration: () => NOTHING }
    return { digest: digestOf(text), configuration: () => rules.readConfiguration(text) }
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'too_large') throw error
    const problems = [`line 1: the file is larger than ${MAX_CONFIGURATION_BYTES} bytes`]
    return { digest: 'too large', configuration: () => ({ ...NOTHING, problems }) }
  }
}

const NOTHING: Configuration = { areas: [], guards: [], problems: [] }
