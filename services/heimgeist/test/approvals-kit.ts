import {
  type ApprovalGivenV1,
  type Draft,
  type MeshEvent,
  type RuleProposedV1,
  draft,
  newId,
  textHash,
} from '@heimgewebe/contracts'
import type { TestMesh } from '@heimgewebe/testing'

/** A rule as heimlern proposes it; with a path it is a commit, without one a policy. */
export const proposed = (repository: string, rule: string, more: Partial<RuleProposedV1> = {}): Draft => {
  const content = more.content ?? `id: ${rule}\n`
  return draft('rule.proposed.v1', {
    subject: `rule/${repository}/${rule}`,
    // Imported history is years old; a person still has the whole time to answer.
    time: '2019-05-01T10:00:00Z',
    data: {
      repository,
      rule,
      kind: 'lint_rule',
      name: 'No raw SQL',
      version: 1,
      rationale: 'Raw SQL led to an incident three times.',
      content,
      content_sha256: textHash(content),
      path: `.github/heimgewebe/${rule}.yml`,
      proof: { fires_on: [`change/${repository}/${'a'.repeat(40)}`], silent_on: 200, false_alarms: 0 },
      events: [newId()],
      ...more,
    },
  })
}

/** A policy: it needs no file. */
export const policy = (repository: string, rule: string): Draft => {
  const { data, ...rest } = proposed(repository, rule, { kind: 'policy' }) as Draft<'rule.proposed.v1'>
  const { path: _, ...kept } = data
  return { ...rest, data: kept }
}

/** Proposes as heimlern would, and waits for the question that follows. */
export const questionFor = async (mesh: TestMesh, wanted: Draft): Promise<MeshEvent<'approval.requested.v1'>> => {
  const [event] = await mesh.appendAs('heimgewebe/heimlern', wanted)
  return mesh.theOne('approval.requested.v1', ({ data }) => data.about === event!.id)
}

/** The answer of a person to a question, as the command line appends it. */
export const answer = (
  question: MeshEvent<'approval.requested.v1'>,
  more: Partial<ApprovalGivenV1> = {},
  time = new Date().toISOString(),
): Draft =>
  draft('approval.given.v1', {
    subject: question.subject,
    time,
    data: {
      request: question.id,
      option: 'approve',
      by: 'person/ada',
      ...(question.data.content_sha256 === undefined ? {} : { content_sha256: question.data.content_sha256 }),
      ...more,
    },
  })

/** Appends in the name of the command line, and waits until everything that follows is in the log. */
export const say = async (mesh: TestMesh, ...drafts: Draft[]): Promise<MeshEvent[]> => {
  const events = await mesh.appendAs('urn:heimgewebe:cli', ...drafts)
  await mesh.settled()
  return events
}

/** What hauski says of an act. */
export const carriedOut = (
  request: MeshEvent<'action.requested.v1'>,
  verdict: 'done' | 'failed',
  commit = 'c'.repeat(40),
): Draft =>
  draft('action.finished.v1', {
    subject: `action/${request.id}`,
    data: {
      repository: request.data.repository,
      request: request.id,
      act: request.data.act,
      verdict,
      ...(verdict === 'done' ? { result: { commit, branch: 'heimgewebe/x' } } : { reason: 'the disk is full' }),
      duration_seconds: 0.1,
    },
  })
