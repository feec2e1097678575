import { ConfigError, type MeshConfig, env, readMeshConfig } from '@heimgewebe/mesh'
import type { Commander } from './decisions/check-commander.js'
import type { LevelRule, Levels } from './decisions/find-level.js'
import type { ActClass, Level } from './decisions/permit-act.js'
import { HOST_CHANNELS, type HostChannel } from './decisions/say-at-host.js'
import { type ModelConfig, readModelConfig } from './model-config.js'

/** Injection token of the configuration. */
export const CONFIG = Symbol('CONFIG')

/** What heimgeist needs to know. */
export interface Config extends ModelConfig {
  readonly mesh: MeshConfig
  /**
   * Autonomy levels. `HEIMGEIST_LEVEL` is the default, 2. `HEIMGEIST_LEVELS` holds overrides, separated by commas:
   * `[<agent>@]<repository>[:<class>]=<level>`, such as `acme/shop:look=1`; `*` is every repository.
   */
  readonly levels: Levels
  /**
   * Who may give commands, `HEIMGEIST_COMMANDERS`, separated by commas: `<name or mail>[=<tool>[/<verb>]]`, `*` for
   * everyone. Default empty: everyone who can append to the log or comment.
   */
  readonly commanders: readonly Commander[]
  /** Age in milliseconds up to which a commit that is not open is still decided about. `HEIMGEIST_LIVE_WINDOW`, default 7 days. */
  readonly liveWindowMs: number
  /** Guard requests a repository and day that nobody asked for. `HEIMGEIST_GUARDS_PER_DAY`, default 100. */
  readonly guardsPerDay: number
  /** Messages a repository and day that nobody asked for. `HEIMGEIST_MESSAGES_PER_DAY`, default 10. */
  readonly messagesPerDay: number
  /**
   * What is said at the host of an open change, `HEIMGEIST_SAY_AT_HOSTS`, separated by commas: `comment` for the one comment
   * with the warnings, `status` for a status of each guard that ran. Default none; hauski needs the right to it besides.
   */
  readonly hostChannels: readonly HostChannel[]
  /** Answers to `/why` a repository and day that are said at its host; beyond that the page has them. `HEIMGEIST_ANSWERS_PER_DAY`, default 50. */
  readonly answersPerDay: number
  /** Time after a comment was written in which the commands in it are carried out, in milliseconds. `HEIMGEIST_COMMENT_TIME`, default 1 hour. */
  readonly commentMs: number
  /** Time that a person has to answer, in milliseconds. `HEIMGEIST_APPROVAL_TIME`, default 7 days. */
  readonly approvalMs: number
  /** Time after which an open question is brought to mind once, in milliseconds. `HEIMGEIST_REMIND_AFTER`, default 1 day. */
  readonly remindMs: number
  /** Good acts in a row that earn an agent level 3 in a repository. `HEIMGEIST_PROMOTE_AFTER`, default 20; 0 for never. */
  readonly promoteAfter: number
  /** Firings of an agent a repository and day, where its file names no budget. `HEIMGEIST_AGENT_FIRINGS_PER_DAY`, default 50. */
  readonly firingsPerDay: number
  /** Who tells people what they are asked: `web`, `cli`, or a provider of hauski by its name. `HEIMGEIST_PROVIDERS`, default web and cli. */
  readonly providers: readonly string[]
  /** Time after a failed run in which others of the same head are waited for, in milliseconds. `HEIMGEIST_FAILURE_WAIT`, default 1 minute. */
  readonly failureWaitMs: number
  /** Heads of a change in a row that fail before a person is woken, once. `HEIMGEIST_ESCALATE_AFTER`, default 3; 0 for never. */
  readonly escalateAfter: number
  /** Time without news after which an open change of an epic is stale, in milliseconds. `HEIMGEIST_EPIC_STALE`, default 14 days. */
  readonly epicStaleMs: number
  /** Changes of an epic that must have a trouble before it is a cluster. `HEIMGEIST_EPIC_CLUSTER`, default 2, at least 2. */
  readonly epicCluster: number
  /** Percentage of the tried changes at a file or area that must have failed before it is a cluster. `HEIMGEIST_EPIC_CLUSTER_SHARE`, default 50. */
  readonly epicShare: number
  /** Changes, issues and incidents that one epic holds at most. `HEIMGEIST_EPIC_SIZE`, default 300. */
  readonly epicSize: number
  /** Time between two looks at the clock, in milliseconds. `HEIMGEIST_CLOCK`, default 500 ms. */
  readonly clockMs: number
}

/** The part of the settings that the owner may change while the mesh runs: what `policy.changed.v1` holds. */
export interface OwnerPolicy extends Pick<
  Config,
  'levels' | 'commanders' | 'guardsPerDay' | 'messagesPerDay' | 'promoteAfter'
> {
  /** Name and version, as decisions name it. */
  readonly name: string
}

/** Settings by their names in a policy. */
const SETTINGS: Readonly<Record<string, string>> = {
  level: 'HEIMGEIST_LEVEL',
  levels: 'HEIMGEIST_LEVELS',
  commanders: 'HEIMGEIST_COMMANDERS',
  guards_per_day: 'HEIMGEIST_GUARDS_PER_DAY',
  messages_per_day: 'HEIMGEIST_MESSAGES_PER_DAY',
  promote_after: 'HEIMGEIST_PROMOTE_AFTER',
}

/** The policy that the environment gives. */
export const startingPolicy = (config: Config): OwnerPolicy => ({ ...config, name: 'default 1' })

/** Reads a policy that the owner wrote; what it does not name stays as the environment has it. Throws `ConfigError` naming the field. */
export const readOwnerPolicy = (config: Config, version: number, content: object): OwnerPolicy => {
  const source: Record<string, string> = {}
  for (const [field, value] of Object.entries(content)) {
    const setting = Object.hasOwn(SETTINGS, field) ? SETTINGS[field] : undefined
    if (setting === undefined)
      throw new ConfigError(`a policy has no ${field.slice(0, 60)}: it has ${Object.keys(SETTINGS).join(', ')}`)
    source[setting] = textOf(field, value)
  }
  const name = `default ${version}`
  const said = (setting: string): boolean => setting in source
  const whole = (setting: string, own: number): number =>
    said(setting) ? notNegative(setting, env.int(source, setting)) : own
  const levels = readLevels(source)
  return {
    name,
    levels: {
      fallback: said('HEIMGEIST_LEVEL') ? levels.fallback : config.levels.fallback,
      rules: said('HEIMGEIST_LEVELS') ? levels.rules : config.levels.rules,
      policy: name,
    },
    commanders: said('HEIMGEIST_COMMANDERS')
      ? env.list(source, 'HEIMGEIST_COMMANDERS', []).map(commanderOf)
      : config.commanders,
    guardsPerDay: whole('HEIMGEIST_GUARDS_PER_DAY', config.guardsPerDay),
    messagesPerDay: whole('HEIMGEIST_MESSAGES_PER_DAY', config.messagesPerDay),
    promoteAfter: whole('HEIMGEIST_PROMOTE_AFTER', config.promoteAfter),
  }
}

/** A field as the environment would have it: a number, or texts with commas between them. */
const textOf = (field: string, value: unknown): string => {
  if (typeof value === 'number') return String(value)
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string' && !one.includes(','))
  if (!isList || !LISTS.has(field))
    throw new ConfigError(`${field} of a policy is ${LISTS.has(field) ? 'a list of texts without commas' : 'a number'}`)
  return value.join(',')
}

const LISTS = new Set(['levels', 'commanders'])

/** Reads the levels alone, such as those of a question about another policy. Throws `ConfigError` naming the setting. */
export const readLevels = (source: NodeJS.ProcessEnv): Levels => ({
  fallback: levelOf('HEIMGEIST_LEVEL', env.string(source, 'HEIMGEIST_LEVEL', '2')),
  rules: env.list(source, 'HEIMGEIST_LEVELS', []).map(ruleOf),
})

/** Reads the configuration. Throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'heimgeist')
  return { mesh, ...readModelConfig(source, mesh.home), ...readDecisionConfig(source) }
}

const readDecisionConfig = (source: NodeJS.ProcessEnv): Omit<Config, 'mesh' | keyof ModelConfig> => ({
  levels: readLevels(source),
  commanders: env.list(source, 'HEIMGEIST_COMMANDERS', []).map(commanderOf),
  liveWindowMs: notNegative('HEIMGEIST_LIVE_WINDOW', env.duration(source, 'HEIMGEIST_LIVE_WINDOW', 7 * 86_400_000)),
  guardsPerDay: notNegative('HEIMGEIST_GUARDS_PER_DAY', env.int(source, 'HEIMGEIST_GUARDS_PER_DAY', 100)),
  messagesPerDay: notNegative('HEIMGEIST_MESSAGES_PER_DAY', env.int(source, 'HEIMGEIST_MESSAGES_PER_DAY', 10)),
  hostChannels: env.list(source, 'HEIMGEIST_SAY_AT_HOSTS', []).map(channelOf),
  answersPerDay: notNegative('HEIMGEIST_ANSWERS_PER_DAY', env.int(source, 'HEIMGEIST_ANSWERS_PER_DAY', 50)),
  commentMs: notNegative('HEIMGEIST_COMMENT_TIME', env.duration(source, 'HEIMGEIST_COMMENT_TIME', 3_600_000)),
  approvalMs: notNegative('HEIMGEIST_APPROVAL_TIME', env.duration(source, 'HEIMGEIST_APPROVAL_TIME', 7 * 86_400_000)),
  remindMs: notNegative('HEIMGEIST_REMIND_AFTER', env.duration(source, 'HEIMGEIST_REMIND_AFTER', 86_400_000)),
  promoteAfter: notNegative('HEIMGEIST_PROMOTE_AFTER', env.int(source, 'HEIMGEIST_PROMOTE_AFTER', 20)),
  firingsPerDay: notNegative('HEIMGEIST_AGENT_FIRINGS_PER_DAY', env.int(source, 'HEIMGEIST_AGENT_FIRINGS_PER_DAY', 50)),
  providers: env.list(source, 'HEIMGEIST_PROVIDERS', ['web', 'cli']),
  failureWaitMs: notNegative('HEIMGEIST_FAILURE_WAIT', env.duration(source, 'HEIMGEIST_FAILURE_WAIT', 60_000)),
  escalateAfter: notNegative('HEIMGEIST_ESCALATE_AFTER', env.int(source, 'HEIMGEIST_ESCALATE_AFTER', 3)),
  epicStaleMs: notNegative('HEIMGEIST_EPIC_STALE', env.duration(source, 'HEIMGEIST_EPIC_STALE', 14 * 86_400_000)),
  epicCluster: Math.max(2, env.int(source, 'HEIMGEIST_EPIC_CLUSTER', 2)),
  epicShare: notNegative('HEIMGEIST_EPIC_CLUSTER_SHARE', env.int(source, 'HEIMGEIST_EPIC_CLUSTER_SHARE', 50)),
  epicSize: notNegative('HEIMGEIST_EPIC_SIZE', env.int(source, 'HEIMGEIST_EPIC_SIZE', 300)),
  clockMs: atLeast10('HEIMGEIST_CLOCK', env.duration(source, 'HEIMGEIST_CLOCK', 500)),
})

const LEVELS: Readonly<Record<string, Level>> = { '0': 0, '1': 1, '2': 2, '3': 3 }
const CLASSES: Readonly<Record<string, ActClass>> = { look: 'look', say: 'say', change: 'change' }

const levelOf = (setting: string, text: string): Level => {
  const level = Object.hasOwn(LEVELS, text) ? LEVELS[text] : undefined
  if (level === undefined) throw new ConfigError(`${setting} is not a level from 0 to 3: ${text}`)
  return level
}

const ruleOf = (text: string): LevelRule => {
  const equals = text.lastIndexOf('=')
  if (equals < 1) throw new ConfigError(`HEIMGEIST_LEVELS is not [<agent>@]<repository>[:<class>]=<level>: ${text}`)
  const level = levelOf('HEIMGEIST_LEVELS', text.slice(equals + 1).trim())
  const left = text.slice(0, equals).trim()
  const colon = left.lastIndexOf(':')
  const act = colon < 0 ? undefined : actOf(left.slice(colon + 1), text)
  const whom = colon < 0 ? left : left.slice(0, colon)
  const at = whom.indexOf('@')
  const repository = whom.slice(at + 1)
  return {
    level,
    text,
    ...(at > 0 ? { agent: whom.slice(0, at) } : {}),
    ...(repository === '*' || repository === '' ? {} : { repository }),
    ...(act === undefined ? {} : { act }),
  }
}

const actOf = (name: string, text: string): ActClass => {
  const act = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined
  if (act === undefined) throw new ConfigError(`HEIMGEIST_LEVELS names no class look, say or change: ${text}`)
  return act
}

const channelOf = (name: string): HostChannel => {
  const channel = HOST_CHANNELS.find((one) => one === name)
  if (channel === undefined) throw new ConfigError(`HEIMGEIST_SAY_AT_HOSTS names neither comment nor status: ${name}`)
  return channel
}

const commanderOf = (text: string): Commander => {
  const equals = text.lastIndexOf('=')
  const who = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase()
  if (who === '') throw new ConfigError(`HEIMGEIST_COMMANDERS names nobody: ${text}`)
  const [tool = '', verb = ''] = (equals < 0 ? '' : text.slice(equals + 1)).split('/').map((part) => part.trim())
  return { who, ...(tool === '' ? {} : { tool }), ...(verb === '' ? {} : { verb }) }
}

const notNegative = (setting: string, value: number): number => {
  if (value < 0) throw new ConfigError(`${setting} is below 0: ${value}`)
  return value
}

const atLeast10 = (setting: string, value: number): number => {
  if (value < 10) throw new ConfigError(`${setting} is below 10 ms: ${value}`)
  return value
}
