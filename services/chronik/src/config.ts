import { join } from 'node:path'
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
  /** Events of one partition of the log. Default 1,000,000, some 1.5 GB with its indexes; holds for partitions still to be made. */
  readonly partitionEvents: number
  /** Events that a consumer of the log may be behind, without coming nearer, before that is an alarm. Default 10,000. */
  readonly lagAlarmEvents: number
  /** How often the consumers are looked at, in milliseconds. Default 5 s. */
  readonly lagEveryMs: number
  /** Whether the portable log is written. Default true. Without it only Postgres holds the events. */
  readonly segments: boolean
  /** Folder of the portable log. Default chronik/segments in the home folder. */
  readonly segmentFolder: string
  /** Size at which a segment is closed and packed, in bytes. Default 64 MiB; one page of events may stand above it. */
  readonly segmentBytes: number
  /** How often new lines are written and fsynced, in milliseconds. Default 1 s: what a lost database may cost besides. */
  readonly segmentEveryMs: number
  /** Folder of deliveries that wait for the database. Default chronik/spool in the home folder. */
  readonly spoolFolder: string
  /** All that may wait there, in bytes. Default 1 GiB; beyond it deliveries are answered with 503. */
  readonly spoolBytes: number
  /** How long the database may take over a delivery before it is put on disk, in milliseconds. Default 4 s: hosts wait 10. */
  readonly spoolAfterMs: number
  /** Largest uploaded report in bytes. Default 32 MiB. */
  readonly reportBodyLimit: number
  /** Whether the code of watched repositories is indexed. Default true. */
  readonly codeIndex: boolean
  /** Files of code that are indexed in one repository at most. Default 20,000. */
  readonly codeFiles: number
  /** Largest file of code that is parsed, in bytes. Default 512 KiB. */
  readonly codeFileBytes: number
  /** The git hosts that are polled. Default hosts.json in the home folder; without such a file none is. Read again at each look. */
  readonly hostsFile: string
  /** Time between two looks at a host, in milliseconds. Default 5 min; a host of the file may have its own. */
  readonly pollEveryMs: number
  /** How far the first look goes back, and how old a change may be whose statuses are asked for, in milliseconds. Default 3 d. */
  readonly pollFirstMs: number
  /** How far before the newest moment that it knows a look begins, in milliseconds. Default 10 min. */
  readonly pollOverlapMs: number
  /** Commits of a repository whose statuses and checks are asked for in a look, two requests each. Default 20. */
  readonly pollHeads: number
  /** Age that an event has in the log before it may be archived, in milliseconds. Unset: what the command says; nothing goes by itself. */
  readonly retainMs: number | undefined
  /** Segments, or one file, that an empty log is filled from before anything is appended. Unset: nothing. */
  readonly restoreFrom: string | undefined
}

/** Reads chronik's configuration. Throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'chronik')
  return {
    mesh,
    githubSecretFile: env.optional(source, 'CHRONIK_GITHUB_SECRET_FILE'),
    gitlabSecretFile: env.optional(source, 'CHRONIK_GITLAB_SECRET_FILE'),
    giteaSecretFile: env.optional(source, 'CHRONIK_GITEA_SECRET_FILE'),
    forgejoSecretFile: env.optional(source, 'CHRONIK_FORGEJO_SECRET_FILE'),
    webhookBodyLimit: env.int(source, 'CHRONIK_WEBHOOK_BODY_LIMIT', 25 * 1_048_576),
    followLocalEveryMs: env.duration(source, 'CHRONIK_FOLLOW_LOCAL', 2000),
    followRemoteEveryMs: env.duration(source, 'CHRONIK_FOLLOW_REMOTE', 60_000),
    partitionEvents: env.int(source, 'CHRONIK_PARTITION_EVENTS', 1_000_000),
    lagAlarmEvents: env.int(source, 'CHRONIK_LAG_ALARM', 10_000),
    lagEveryMs: env.duration(source, 'CHRONIK_LAG_EVERY', 5000),
    segments: env.boolean(source, 'CHRONIK_SEGMENTS', true),
    segmentFolder: env.path(source, 'CHRONIK_SEGMENT_FOLDER', join(mesh.home, 'chronik', 'segments')),
    segmentBytes: env.int(source, 'CHRONIK_SEGMENT_BYTES', 64 * 1_048_576),
    segmentEveryMs: env.duration(source, 'CHRONIK_SEGMENT_EVERY', 1000),
    spoolFolder: env.path(source, 'CHRONIK_SPOOL_FOLDER', join(mesh.home, 'chronik', 'spool')),
    spoolBytes: env.int(source, 'CHRONIK_SPOOL_MIB', 1024) * 1_048_576,
    spoolAfterMs: env.duration(source, 'CHRONIK_SPOOL_AFTER', 4000),
    reportBodyLimit: env.int(source, 'CHRONIK_REPORT_BODY_LIMIT', 32 * 1_048_576),
    codeIndex: env.boolean(source, 'CHRONIK_CODE_INDEX', true),
    codeFiles: env.int(source, 'CHRONIK_CODE_FILES', 20_000),
    codeFileBytes: env.int(source, 'CHRONIK_CODE_FILE_KIB', 512) * 1024,
    hostsFile: env.path(source, 'CHRONIK_HOSTS_FILE', join(mesh.home, 'hosts.json')),
    pollEveryMs: env.duration(source, 'CHRONIK_POLL_EVERY', 300_000),
    pollFirstMs: env.duration(source, 'CHRONIK_POLL_FIRST', 3 * 86_400_000),
    pollOverlapMs: env.duration(source, 'CHRONIK_POLL_OVERLAP', 600_000),
    pollHeads: env.int(source, 'CHRONIK_POLL_HEADS', 20),
    retainMs: env.optional(source, 'CHRONIK_RETAIN') === undefined ? undefined : env.duration(source, 'CHRONIK_RETAIN'),
    restoreFrom: env.optional(source, 'CHRONIK_RESTORE_FROM'),
  }
}
