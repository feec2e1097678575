import { join } from 'node:path'
import { ConfigError, type MeshConfig, env, readMeshConfig } from '@heimgewebe/mesh'

/** Injection token of the configuration. */
export const CONFIG = Symbol('CONFIG')

/** What wgx can be told. */
export interface Config {
  readonly mesh: MeshConfig
  /** Folder for mirrors and checkouts: `wgx` in HEIMGEWEBE_HOME. */
  readonly home: string
  /** Folder into which Debian packages were unpacked without root; bubblewrap is looked for there after the PATH. */
  readonly tools: string | undefined
  /** Folders to look for programs in. */
  readonly path: string
  /** User of this machine, by number, that runs get when wgx itself is root; it should own nothing. Default 64014. */
  readonly sandboxUser: number
  /** Processes and threads that one run may have at the same time. Default 512. */
  readonly processes: number
  /** Largest file that a run may write, in bytes. Default 1 GiB. */
  readonly fileBytes: number
  /** A run is ended when the disk has less than this left, in bytes. Default 512 MiB. */
  readonly diskReserveBytes: number
  /** Folders outside /usr that runs may read, each with its `bin` on their PATH, such as /opt/node. Default none. */
  readonly toolFolders: readonly string[]
  /** Whether control groups are used where they can be made; without them memory is watched from outside. Default true. */
  readonly useCgroups: boolean
  /** Protocols that mirrors may be fetched by from clone URLs; a folder of this machine always. Default https. */
  readonly protocols: readonly string[]
  /** Results that are kept to answer the same command on the same tree. Default 10000. */
  readonly knownResults: number
  /** Share of the usual time of all guards that those chosen for a change may take, 0–1. Default 0.5. */
  readonly guardShare: number
  /** Share of the guards left out that are run all the same, by lot, so that misses are seen, 0–1. Default 0.1. */
  readonly guardSample: number
  /** Times that a failed guard is run again alone before a change is blamed; 0 leaves every failure unexamined. Default 1. */
  readonly reruns: number
  /** Changes of a repository, each with each of its guards, over which the worth of guards is counted. Default 5000. */
  readonly guardCases: number
  /** Runs of a guard from which it is proposed to retire it where it does not pay. Default 50. */
  readonly weakRuns: number
  /** Times that each of the three things of a proof is run, 1–10: what comes and goes proves nothing. Default 2. */
  readonly proofRuns: number
  /** Wall time of one run for a proof where the request names none, in seconds, up to 3600. Default 600. */
  readonly proofSeconds: number
  /** Memory of one run for a proof where the request names none, in MiB, from 16. Default 1024. */
  readonly proofMebibytes: number
  /** Wall time of one run of an agent's tool, in seconds. `WGX_TOOL_TIME`, default 10 minutes. */
  readonly toolSeconds: number
  /** Memory of one run of an agent's tool, in MiB. Default 1024. */
  readonly toolMemoryMib: number
  /** Results of steps that are kept; those used longest ago go first. Default 50. */
  readonly preparedEntries: number
  /** What they may have together, in bytes; one step may make no more either. `WGX_PREPARED_MIB`, default 10 GiB. */
  readonly preparedBytes: number
  /** Bytes that one run of a step may fetch and send. `WGX_PREPARE_FETCH_MIB`, default 2 GiB. */
  readonly prepareFetchBytes: number
  /** Hosts in private nets that steps may fetch from where a file names them, such as the registry of a company. Default none. */
  readonly prepareOwnHosts: readonly string[]
  /** Files of one change that learned rules are tried on or mined from. Default 50. */
  readonly ruleFiles: number
  /** Largest file that they read, in bytes. `WGX_RULE_FILE_KIB`, default 512 KiB. */
  readonly ruleFileBytes: number
  /** Longest check of one change by the learned rules, in milliseconds. `WGX_RULE_TIME`, default 1 minute. */
  readonly ruleMs: number
  /**
   * How much older than the first learned rule of its repository a proposed change may be to be checked by them, in
   * milliseconds: what was committed yesterday may be pushed today. `WGX_RULE_WINDOW`, default 7 days.
   */
  readonly ruleWindowMs: number
  /** Longest mining, in milliseconds. `WGX_MINING_TIME`, default 10 minutes. */
  readonly miningMs: number
  /** Text of bad changes and fixes that one mining holds at a time, in bytes; cases beyond it are left out. `WGX_MINING_MIB`, default 64 MiB. */
  readonly miningBytes: number
}

const MIB = 2 ** 20

/** Reads the configuration; throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'wgx')
  return {
    mesh,
    home: join(mesh.home, 'wgx'),
    tools: env.optional(source, 'HEIMGEWEBE_TOOLS'),
    path: source['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    sandboxUser: atLeast(1, 'WGX_SANDBOX_USER', env.int(source, 'WGX_SANDBOX_USER', 64014)),
    processes: atLeast(16, 'WGX_PROCESSES', env.int(source, 'WGX_PROCESSES', 512)),
    fileBytes: atLeast(1, 'WGX_FILE_MIB', env.int(source, 'WGX_FILE_MIB', 1024)) * MIB,
    diskReserveBytes: atLeast(0, 'WGX_DISK_RESERVE_MIB', env.int(source, 'WGX_DISK_RESERVE_MIB', 512)) * MIB,
    toolFolders: env.list(source, 'WGX_TOOL_FOLDERS', []),
    useCgroups: env.boolean(source, 'WGX_USE_CGROUPS', true),
    protocols: env.list(source, 'WGX_PROTOCOLS', ['https']),
    knownResults: atLeast(0, 'WGX_KNOWN_RESULTS', env.int(source, 'WGX_KNOWN_RESULTS', 10_000)),
    guardShare: share('WGX_GUARD_SHARE', env.number(source, 'WGX_GUARD_SHARE', 0.5)),
    reruns: atLeast(0, 'WGX_RERUNS', env.int(source, 'WGX_RERUNS', 1)),
    proofRuns: Math.min(10, atLeast(1, 'WGX_PROOF_RUNS', env.int(source, 'WGX_PROOF_RUNS', 2))),
    proofSeconds: Math.min(3600, atLeast(1, 'WGX_PROOF_SECONDS', env.int(source, 'WGX_PROOF_SECONDS', 600))),
    proofMebibytes: atLeast(16, 'WGX_PROOF_MIB', env.int(source, 'WGX_PROOF_MIB', 1024)),
    guardCases: atLeast(1, 'WGX_GUARD_CASES', env.int(source, 'WGX_GUARD_CASES', 5000)),
    weakRuns: atLeast(1, 'WGX_WEAK_RUNS', env.int(source, 'WGX_WEAK_RUNS', 50)),
    guardSample: share('WGX_GUARD_SAMPLE', env.number(source, 'WGX_GUARD_SAMPLE', 0.1)),
    toolSeconds: atLeast(1, 'WGX_TOOL_TIME', Math.ceil(env.duration(source, 'WGX_TOOL_TIME', 600_000) / 1000)),
    toolMemoryMib: atLeast(16, 'WGX_TOOL_MEMORY_MIB', env.int(source, 'WGX_TOOL_MEMORY_MIB', 1024)),
    preparedEntries: atLeast(1, 'WGX_PREPARED_COUNT', env.int(source, 'WGX_PREPARED_COUNT', 50)),
    preparedBytes: atLeast(1, 'WGX_PREPARED_MIB', env.int(source, 'WGX_PREPARED_MIB', 10_240)) * MIB,
    prepareFetchBytes: atLeast(1, 'WGX_PREPARE_FETCH_MIB', env.int(source, 'WGX_PREPARE_FETCH_MIB', 2048)) * MIB,
    prepareOwnHosts: env.list(source, 'WGX_PREPARE_OWN_HOSTS', []),
    ruleFiles: atLeast(1, 'WGX_RULE_FILES', env.int(source, 'WGX_RULE_FILES', 50)),
    ruleFileBytes: atLeast(1, 'WGX_RULE_FILE_KIB', env.int(source, 'WGX_RULE_FILE_KIB', 512)) * 1024,
    ruleMs: atLeast(1000, 'WGX_RULE_TIME', env.duration(source, 'WGX_RULE_TIME', 60_000)),
    ruleWindowMs: atLeast(0, 'WGX_RULE_WINDOW', env.duration(source, 'WGX_RULE_WINDOW', 7 * 86_400_000)),
    miningMs: atLeast(1000, 'WGX_MINING_TIME', env.duration(source, 'WGX_MINING_TIME', 600_000)),
    miningBytes: atLeast(1, 'WGX_MINING_MIB', env.int(source, 'WGX_MINING_MIB', 64)) * MIB,
  }
}

const atLeast = (least: number, name: string, value: number): number => {
  if (value < least) throw new ConfigError(`${name} is ${value}; it must be at least ${least}`)
  return value
}

const share = (name: string, value: number): number => {
  if (value < 0 || value > 1) throw new ConfigError(`${name} is ${value}; it must be from 0 to 1`)
  return value
}
