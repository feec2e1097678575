import { env, type MeshConfig, readMeshConfig } from '@heimgewebe/mesh'

/** Injection token of chronik's configuration. */
export const CONFIG = Symbol('CONFIG')

/** What chronik can be told. */
export interface Config {
  readonly mesh: MeshConfig
  /** File with the secret that GitHub signs deliveries with. Unset: deliveries are answered with 503. */
  readonly githubSecretFile: string | undefined
  /** File with the secret of GitLab's hooks: signing token (`whsec_` and base64), or plain token. Unset: 503. */
  readonly gitlabSecretFile: string | undefined
  /** File with the secret that Gitea signs deliveries with. Unset: deliveries are answered with 503. */
  readonly giteaSecretFile: string | undefined
  /** File with the secret that Forgejo signs deliveries with. Unset: deliveries are answered with 503. */
  readonly forgejoSecretFile: string | undefined
  /** Largest webhook body in bytes. Default 25 MiB, GitHub's own limit. */
  readonly webhookBodyLimit: number
  /** How often a local repository is looked at for new commits, in milliseconds. Default 2 s. */
  readonly followLocalEveryMs: number
  /** How often a remote repository is fetched, in milliseconds. Default 60 s. */
  readonly followRemoteEveryMs: number
}

/** Reads chronik's configuration. Throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => ({
  mesh: readMeshConfig(source, 'chronik'),
  githubSecretFile: env.optional(source, 'CHRONIK_GITHUB_SECRET_FILE'),
  gitlabSecretFile: env.optional(source, 'CHRONIK_GITLAB_SECRET_FILE'),
  giteaSecretFile: env.optional(source, 'CHRONIK_GITEA_SECRET_FILE'),
  forgejoSecretFile: env.optional(source, 'CHRONIK_FORGEJO_SECRET_FILE'),
  webhookBodyLimit: env.int(source, 'CHRONIK_WEBHOOK_BODY_LIMIT', 25 * 1_048_576),
  followLocalEveryMs: env.duration(source, 'CHRONIK_FOLLOW_LOCAL', 2000),
  followRemoteEveryMs: env.duration(source, 'CHRONIK_FOLLOW_REMOTE', 60_000),
})
