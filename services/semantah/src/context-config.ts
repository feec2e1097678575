import { join } from 'node:path'
import { CONTEXT_LIMITS, type ContextLimits, MEMORY_WEIGHTS, type MemoryWeights } from '@heimgewebe/context'
import { ConfigError, env } from '@heimgewebe/mesh'

/** Settings of memory and context. */
export interface ContextConfig {
  /** Whether contexts are built; off, the messages come back as they were. Default true. */
  readonly enabled: boolean
  readonly limits: ContextLimits
  /** Files of the repository that are read for one context. Default 200. */
  readonly files: number
  /** Longest piece of a file, in tokens. Default 2,000. */
  readonly snippetTokens: number
  /** Summaries of earlier messages. Default 10. */
  readonly history: number
  /** Whether what happened before is looked for each time. Default true. */
  readonly justInTime: boolean
  /** Notes of one job; beyond four fifths the older ones are archived. Default 2,000. */
  readonly notes: number
  /** Bytes of the notes of one job, likewise. Default 4 MiB. */
  readonly noteBytes: number
  readonly weights: MemoryWeights
  /** Folder of archives and artifacts. Default semantah in the home folder. */
  readonly folder: string
  /** Protocols that mirrors may be fetched by from clone URLs; a folder of this machine always. Default https. */
  readonly protocols: readonly string[]
}

/** Reads the settings. Throws `ConfigError` naming the one that is wrong. */
export const readContextConfig = (source: NodeJS.ProcessEnv, home: string): ContextConfig => ({
  enabled: env.boolean(source, 'SEMANTAH_CONTEXT', true),
  limits: {
    topK: env.int(source, 'SEMANTAH_CONTEXT_TOP', CONTEXT_LIMITS.topK),
    minScore: share('SEMANTAH_CONTEXT_LEAST', env.number(source, 'SEMANTAH_CONTEXT_LEAST', CONTEXT_LIMITS.minScore)),
    budget: env.int(source, 'SEMANTAH_CONTEXT_BUDGET', CONTEXT_LIMITS.budget),
    outputReserve: env.int(source, 'SEMANTAH_CONTEXT_RESERVE', CONTEXT_LIMITS.outputReserve),
    compactRatio: share(
      'SEMANTAH_CONTEXT_COMPACT',
      env.number(source, 'SEMANTAH_CONTEXT_COMPACT', CONTEXT_LIMITS.compactRatio),
    ),
    compactCharacters: CONTEXT_LIMITS.compactCharacters,
    hardCap: env.int(source, 'SEMANTAH_CONTEXT_CAP', CONTEXT_LIMITS.hardCap),
    dropIterations: env.int(source, 'SEMANTAH_CONTEXT_DROPS', CONTEXT_LIMITS.dropIterations),
  },
  files: env.int(source, 'SEMANTAH_CONTEXT_FILES', 200),
  snippetTokens: env.int(source, 'SEMANTAH_CONTEXT_SNIPPET', 2_000),
  history: env.int(source, 'SEMANTAH_CONTEXT_HISTORY', 10),
  justInTime: env.boolean(source, 'SEMANTAH_CONTEXT_JUST_IN_TIME', true),
  notes: env.int(source, 'SEMANTAH_NOTES', 2_000),
  noteBytes: env.int(source, 'SEMANTAH_NOTE_KIB', 4_096) * 1024,
  weights: {
    ...MEMORY_WEIGHTS,
    halfLifeDays: env.number(source, 'SEMANTAH_MEMORY_HALF_LIFE_DAYS', MEMORY_WEIGHTS.halfLifeDays),
  },
  folder: join(home, 'semantah'),
  protocols: env.list(source, 'SEMANTAH_PROTOCOLS', ['https']),
})

const share = (name: string, value: number): number => {
  if (value < 0 || value > 1) throw new ConfigError(`${name} is not between 0 and 1: ${value}`)
  return value
}
