import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Random } from '../rig/random.js'

export const HOSTS = ['github', 'gitlab', 'gitea', 'forgejo'] as const
export type HostName = (typeof HOSTS)[number]

/** Secrets of a mesh that is fuzzed, by host. */
export type Secrets = Readonly<Record<HostName, string>>

/** One secret a host; GitLab's is of the kind that signs. */
export const fuzzSecrets = (random: Random): Secrets => ({
  github: `github ${random.int(1, 1e9)}`,
  gitlab: `whsec_${Buffer.from(`gitlab ${random.int(1, 1e9)}`).toString('base64')}`,
  gitea: `gitea ${random.int(1, 1e9)}`,
  forgejo: `forgejo ${random.int(1, 1e9)}`,
})

/** The secrets as files of their own, which is how services are given them. */
export class SecretFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'heimgewebe-secrets-'))
  /** Settings that name the files, and no limit of deliveries a minute. */
  readonly settings: NodeJS.ProcessEnv

  constructor(secrets: Secrets) {
    const files = Object.entries(secrets).map(([host, secret]) => {
      writeFileSync(join(this.folder, host), secret)
      return [`CHRONIK_${host.toUpperCase()}_SECRET_FILE`, join(this.folder, host)]
    })
    this.settings = { ...Object.fromEntries(files), HEIMGEWEBE_INTAKE_PER_MINUTE: '0' } as NodeJS.ProcessEnv
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
