import { type CiResultV1, type Draft, type GuardFinishedV1, draft, newId, textHash } from '@heimgewebe/contracts'
import { fingerprintError } from '@heimgewebe/decider'
import type { TestMesh } from '@heimgewebe/testing'
import { say } from './approvals-kit.js'

const shaOf = (n: number): string => String(n).padStart(40, 'a')

/** A change of its own for each test, with the means to push, fail and pass it. */
export const failingChange = (mesh: TestMesh, own: number, repository: string) => {
  const subject = `pr/${repository}/${own}`
  let head = own * 100
  const proposal = () => ({
    repository,
    number: own,
    title: 'Refresh tokens',
    author: { name: 'Ada' },
    branch: `feature-${own}`,
    base_branch: 'main',
    head: shaOf(head),
    added: 1,
    deleted: 0,
    files_known: false,
    files: [],
  })
  const result = (outcome: CiResultV1['outcome'], more: Partial<CiResultV1> = {}): Draft =>
    draft('ci.result.v1', {
      subject: `ci/${repository}/${shaOf(head)}`,
      data: {
        repository,
        sha: shaOf(head),
        number: own,
        pipeline: 'test',
        outcome,
        finished_at: new Date().toISOString(),
        ...(outcome === 'failure'
          ? { failures: [{ name: `works ${own}`, message: `Error: boom of kind ${word(own)}` }] }
          : {}),
        ...more,
      },
    })
  return {
    subject,
    repository,
    sha: () => shaOf(head),
    open: () => say(mesh, draft('pr.opened.v1', { subject, data: proposal() })),
    push: () => {
      head++
      return say(mesh, draft('pr.updated.v1', { subject, data: proposal() }))
    },
    red: (more: Partial<CiResultV1> = {}) => result('failure', more),
    fails: (more: Partial<CiResultV1> = {}) => say(mesh, result('failure', more)),
    passes: (more: Partial<CiResultV1> = {}) => say(mesh, result('success', more)),
    merged: () =>
      say(
        mesh,
        draft('pr.merged.v1', {
          subject,
          data: {
            repository,
            number: own,
            title: 'Refresh tokens',
            strategy: 'merge',
            merged_at: new Date().toISOString(),
          },
        }),
      ),
    guard: (more: Partial<GuardFinishedV1>): Draft =>
      draft('guard.finished.v1', {
        subject: `guard/${newId()}`,
        data: {
          repository,
          change: subject,
          request: newId(),
          guard: 'auth-tests',
          area: 'auth',
          sha: shaOf(head),
          verdict: 'failed',
          reason: '1 test failed',
          exit_code: 1,
          duration_seconds: 1,
          protection: [],
          ...more,
        },
      }),
    question: () =>
      mesh.theOne('approval.requested.v1', ({ data }) => data.change === subject && data.report?.sha === shaOf(head)),
    decision: (chosen: string) =>
      mesh.theOne('decision.made.v1', ({ data }) => data.change === subject && data.chosen === chosen),
  }
}

/** A word without digits, so that every change fails with an error of its own. */
const word = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')

/** What heimlern learned of an error. */
export const lesson = (kind: 'flaky' | 'fix', message: string, statement: string): Draft => {
  const { fingerprint } = fingerprintError(message)!
  return draft('pattern.learned.v1', {
    subject: `pattern/acme/shop/${kind}-${fingerprint}`,
    data: {
      repository: 'acme/shop',
      pattern: `${kind}-${fingerprint}`,
      name: message,
      kind,
      version: 1,
      state: 'learned',
      statement,
      fingerprint,
      cases: [],
      support: 3,
      counter_cases: 0,
      confidence: 0.4,
    },
  })
}

/** A runbook in force. */
export const runbook = (repository: string, name: string): Draft =>
  draft('rule.enacted.v1', {
    subject: `rule/${repository}/${name}`,
    data: {
      repository,
      rule: name,
      kind: 'runbook',
      name,
      version: 1,
      content_sha256: textHash(name),
      proposal: newId(),
      by: 'person/ada',
    },
  })
