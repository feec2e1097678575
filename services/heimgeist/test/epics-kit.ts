import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import type { TestMesh, TestService } from '@heimgewebe/testing'
import { say } from './approvals-kit.js'

/** Repository of these tests. */
export const SHOP = 'acme/shop'
/** Subject of a request. */
export const pr = (number: number): string => `pr/${SHOP}/${number}`
/** Head of a request. */
export const shaOf = (number: number): string => String(number).padStart(40, 'a')

/** A request as it is opened: with a text and files. */
export const opened = (
  number: number,
  more: Partial<EventData['pr.opened.v1']> = {},
  paths: readonly string[] = [],
): Draft =>
  draft('pr.opened.v1', {
    subject: pr(number),
    data: {
      ...{ repository: SHOP, number, title: `Change ${number}`, author: { name: 'Ada' } },
      ...{
        branch: `work-${number}`,
        base_branch: 'main',
        head: shaOf(number),
        added: 1,
        deleted: 0,
        files_known: true,
      },
      files: paths.map((path) => ({ path, status: 'modified' as const, added: 1, deleted: 0 })),
      ...more,
    },
  })
/** A request that is merged. */
export const merged = (number: number): Draft =>
  draft('pr.merged.v1', {
    subject: pr(number),
    data: {
      repository: SHOP,
      number,
      title: `Change ${number}`,
      strategy: 'merge',
      merged_at: new Date().toISOString(),
    },
  })
/** A CI run of a request's head. */
export const ran = (number: number, outcome: 'success' | 'failure', message = `boom ${number}`): Draft =>
  draft('ci.result.v1', {
    subject: `ci/${SHOP}/${shaOf(number)}`,
    data: {
      ...{
        repository: SHOP,
        number,
        sha: shaOf(number),
        pipeline: 'test',
        outcome,
        finished_at: new Date().toISOString(),
      },
      ...(outcome === 'failure' ? { failures: [{ name: 'migrates', message }] } : {}),
    },
  })

/** A command as the command line gives it, about a change, an issue or an incident where one is named. */
export const command = (text: string, about?: string): Draft => {
  const named = about === undefined ? {} : /^(issue|incident)\//.test(about) ? { about } : { change: about }
  return draft('command.given.v1', { subject: about ?? 'command/x', data: { text, by: 'person/ada', ...named } })
}

/** An epic as heimgeist tells it, as far as tests look. */
export interface EpicView {
  readonly state: string
  readonly title: string
  readonly summary: { readonly text: string }
  readonly next: { readonly text: string }
  readonly counts: Readonly<Record<string, number>>
  readonly changes: readonly {
    readonly change: string
    readonly state: string
    readonly link: { readonly text: string; readonly events: readonly string[] }
    readonly also: readonly string[]
  }[]
  readonly issues: readonly { readonly subject: string; readonly state: string }[]
  readonly incidents: readonly {
    readonly subject: string
    readonly state: string
    readonly link: { readonly how: string }
  }[]
  readonly blocked: readonly { readonly change: string; readonly unblock: string }[]
  readonly stale: readonly { readonly change: string; readonly days: number }[]
  readonly clusters: readonly { readonly label: string; readonly changes: readonly string[] }[]
  readonly warnings: readonly { readonly change: string; readonly events: readonly string[] }[]
}

/** What a test does with its mesh, once that is started. */
export const epicsOf = (started: () => { readonly mesh: TestMesh; readonly heimgeist: TestService }) => ({
  say: (...drafts: Draft[]): Promise<MeshEvent[]> => say(started().mesh, ...drafts),
  view: (epic: string): Promise<EpicView> => started().heimgeist.json<EpicView>(`/epics/${epic}`),
  refusals: async (): Promise<string[]> =>
    (await started().mesh.events('command.refused.v1')).map(({ data }) => data.reason),
  warned: async (epic: string): Promise<string[]> =>
    (await started().mesh.events('epic.warned.v1'))
      .filter(({ data }) => data.epic === epic)
      .map(({ data }) => data.change),
})
