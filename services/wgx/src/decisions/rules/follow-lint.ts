import { hash } from 'node:crypto'
import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'

/** The one service that puts rules in force. */
const CONDUCTOR = 'heimgewebe/heimgeist'

/** The text of a lint rule that came into force; undefined for other kinds, and where it is not the text that was approved. */
export const readEnacted = ({ source, time, data }: MeshEvent<'rule.enacted.v1'>) => {
  const { rule, kind, version, content, content_sha256 } = data
  if (source !== CONDUCTOR || kind !== 'lint_rule' || content === undefined) return undefined
  return hash('sha256', content, 'hex') === content_sha256 ? { rule, version, content, since: time } : undefined
}

/** What is known when a change comes that learned rules may be for. */
export interface LintKnown {
  /** When the first rule of the repository came into force; undefined where it has none. */
  readonly since: string | undefined
  /** Commit of the base branch, as its configuration was read last. */
  readonly base: string | undefined
  /** How much older than that a change may be, in milliseconds. */
  readonly windowMs: number
}

type Proposal = MeshEvent<'pr.opened.v1'> | MeshEvent<'pr.updated.v1'>

/**
 * The check of a change that is opened or updated where there are learned rules. The yes to a rule was the yes to its
 * checks, so nobody is asked again; one of long before, which an import tells of late, is left alone.
 */
export const checkProposal = ({ id, time, subject, data }: Proposal, { since, base, windowMs }: LintKnown): Draft[] => {
  if (since === undefined || Date.parse(time) < Date.parse(since) - windowMs) return []
  return [intent(id, data.repository, subject, data.head, data.base ?? base)]
}

/** The check of a single commit for which guards are asked; a proposed change has had its own. */
export const checkRequested = (
  { id, data }: MeshEvent<'guard.requested.v1'>,
  { since, base }: Omit<LintKnown, 'windowMs'>,
): Draft[] => {
  const sha = data.sha ?? /^change\/.+\/([0-9a-f]{40}|[0-9a-f]{64})$/.exec(data.change)?.[1]
  if (since === undefined || sha === undefined || data.kind !== 'guard' || !data.change.startsWith('change/')) return []
  return [intent(id, data.repository, data.change, sha, base)]
}

const intent = (request: string, repository: string, change: string, sha: string, base: string | undefined): Draft =>
  draft('guard.started.v1', {
    subject: `guard/${request}`,
    data: {
      repository,
      change,
      request,
      guard: LEARNED_RULES,
      area: '*',
      sha,
      ...(base === undefined ? {} : { base }),
      kind: 'guard',
      by: 'learned',
    },
  })
