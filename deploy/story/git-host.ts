import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FakeHost, change } from '@heimgewebe/hosts/test-kit'
import type { Change } from './shop.js'

/** The git host of the story: a server that speaks the documented API of Forgejo, and a token that may write comments. */
export class GitHost {
  private constructor(
    private readonly host: FakeHost,
    /** Settings of a mesh that may write there. */
    readonly settings: NodeJS.ProcessEnv,
  ) {}

  /** Starts it. `folder`: where the mesh's file of hosts is put. */
  static async start(folder: string): Promise<GitHost> {
    const host = await FakeHost.start('forgejo')
    const token_file = join(folder, 'host-token')
    await writeFile(token_file, host.token, { mode: 0o600 })
    const hostsFile = join(folder, 'hosts.json')
    const ours = { name: 'ours', kind: 'forgejo', url: host.url, own: true, token_file, acts: ['comment', 'status'] }
    await writeFile(hostsFile, JSON.stringify({ hosts: [ours] }))
    return new GitHost(host, { HAUSKI_HOSTS_FILE: hostsFile, HEIMGEIST_SAY_AT_HOSTS: 'comment,status' })
  }

  /** Clone URL of its one repository. */
  get origin(): string {
    return `${this.host.url}/${this.host.world.repository}.git`
  }

  /** Somebody opens a change there. */
  open({ number, title, head, base }: Change): void {
    this.host.world.changes.push(
      change(number, { title, head: { ref: `change-${number}`, sha: head }, base: { ref: 'main', sha: base } }),
    )
  }

  /** What stands at the changes: comments, and the state of each status. */
  written(): { readonly comments: readonly string[]; readonly statuses: readonly string[] } {
    const { comments, statuses } = this.host.world
    return {
      comments: comments.map(({ text }) => text),
      statuses: statuses.map(({ name, state }) => `${name}: ${state}`),
    }
  }

  stop(): Promise<void> {
    return this.host.stop()
  }
}
