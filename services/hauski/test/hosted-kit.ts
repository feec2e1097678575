import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import {
  type ActionFinishedV1,
  type ActionRequestedV1,
  type MeshEvent,
  contentHash,
  draft,
  newId,
} from '@heimgewebe/contracts'
import { HOST_ACTS } from '@heimgewebe/hosts'
import { change, FakeHost, type HostedKind, issue } from '@heimgewebe/hosts/test-kit'
import type { TestMesh } from '@heimgewebe/testing'

type Arguments = ActionRequestedV1['arguments']

/** A folder with the hosts file and the tokens of a test. */
export class HostsFolder {
  private constructor(readonly path: string) {}

  static async make(): Promise<HostsFolder> {
    return new HostsFolder(await mkdtemp(join(tmpdir(), 'hauski-hosts-')))
  }

  get file(): string {
    return join(this.path, 'hosts.json')
  }

  /** Says that this host, and no other, is configured; by default with the right to do everything. */
  async configure(host: FakeHost, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const token_file = join(this.path, 'token')
    await writeFile(token_file, host.token, { mode: 0o600 })
    const entry = { name: `my-${host.kind}`, kind: host.kind, url: host.url, own: true, token_file, acts: HOST_ACTS }
    // What is undefined is left out of JSON.
    await writeFile(this.file, JSON.stringify({ hosts: [{ ...entry, ...more }] }))
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true })
  }
}

/** A host with an open change 1, an issue 7, and a repository that the mesh knows by the name that is given. */
export const hostWith = async (mesh: TestMesh, kind: HostedKind, repository: string): Promise<FakeHost> => {
  const host = await FakeHost.start(kind)
  host.world.changes.push(change(1))
  host.world.issues.push(issue(7))
  const data = { repository, location: `${host.url}/acme/shop.git`, default_branch: 'main', shallow: false }
  await mesh.append(draft('repository.registered.v1', { subject: `repository/${repository}`, data }))
  return host
}

/** Has heimgeist request an act, by default at the level at which nobody has to be asked. */
export const request = async (
  mesh: TestMesh,
  repository: string,
  act: ActionRequestedV1['act'],
  given: Arguments,
  more: Partial<ActionRequestedV1> = {},
): Promise<MeshEvent> => {
  const says = act === 'set_status' || act === 'write_comment'
  const data = {
    ...{ repository, act, class: says ? ('say' as const) : ('change' as const), arguments: given },
    ...{ content_sha256: contentHash(given), decision: newId(), level: 3, ...more },
  }
  const asked = draft('action.requested.v1', { subject: `action/${newId()}`, data })
  return (await mesh.appendAs('heimgewebe/heimgeist', asked))[0]!
}

/** The one result of a request. */
export const resultOf = async (mesh: TestMesh, { id }: MeshEvent): Promise<ActionFinishedV1> => {
  await mesh.settled()
  const results = (await mesh.events('action.finished.v1')).filter(({ data }) => data.request === id)
  expect(results).toHaveLength(1)
  return results[0]!.data
}
