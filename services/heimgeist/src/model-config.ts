import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ASK_LIMITS, type AskLimits } from '@heimgewebe/model'
import { ConfigError, env } from '@heimgewebe/mesh'

/** How language models are asked, where their owner configured one. */
export interface ModelConfig {
  /**
   * The models, their prices and what they may be used for. `HEIMGEIST_MODELS_FILE`, default models.json in the home folder;
   * without such a file none is ever asked. Read again at each question.
   */
  readonly modelsFile: string
  /** Folder of the prompts; one subfolder a model where it has its own. `HEIMGEIST_PROMPTS`, default prompts beside the service. */
  readonly promptsFolder: string
  /** What a day, in UTC, may take. Over it no model is asked. */
  readonly modelBudget: {
    /** US dollars. `HEIMGEIST_MODEL_USD_PER_DAY`, default 1. */
    readonly usd: number
    /** Tokens, those of the questions included. `HEIMGEIST_MODEL_TOKENS_PER_DAY`, default 500,000. */
    readonly tokens: number
    /** Texts. `HEIMGEIST_MODEL_TEXTS_PER_DAY`, default 200. */
    readonly texts: number
  }
  /** Most bytes of facts in one question; what comes after them is left out. `HEIMGEIST_MODEL_FACTS_KIB`, default 24 KiB. */
  readonly modelFactsBytes: number
  /**
   * How far one question goes. `HEIMGEIST_MODEL_TIMEOUT` for a whole answer, default 1 minute; `HEIMGEIST_MODEL_ANSWER_TOKENS`,
   * default 1500; `HEIMGEIST_MODEL_ANSWER_KIB`, default 1024; after `HEIMGEIST_MODEL_BREAK_AFTER` failures in a row, default
   * 3, a model is left alone for `HEIMGEIST_MODEL_REST`, default 1 minute.
   */
  readonly modelLimits: AskLimits
}

/** Reads them. Throws `ConfigError` naming the setting. */
export const readModelConfig = (source: NodeJS.ProcessEnv, home: string): ModelConfig => ({
  modelsFile: env.path(source, 'HEIMGEIST_MODELS_FILE', join(home, 'models.json')),
  // NOTE: right from src/model-config.ts and from the bundle dist/main.js alike.
  promptsFolder: env.path(source, 'HEIMGEIST_PROMPTS', fileURLToPath(new URL('../prompts', import.meta.url))),
  modelBudget: {
    usd: atLeast(0, 'HEIMGEIST_MODEL_USD_PER_DAY', env.number(source, 'HEIMGEIST_MODEL_USD_PER_DAY', 1)),
    tokens: atLeast(0, 'HEIMGEIST_MODEL_TOKENS_PER_DAY', env.int(source, 'HEIMGEIST_MODEL_TOKENS_PER_DAY', 500_000)),
    texts: atLeast(0, 'HEIMGEIST_MODEL_TEXTS_PER_DAY', env.int(source, 'HEIMGEIST_MODEL_TEXTS_PER_DAY', 200)),
  },
  modelFactsBytes: 1024 * atLeast(1, 'HEIMGEIST_MODEL_FACTS_KIB', env.int(source, 'HEIMGEIST_MODEL_FACTS_KIB', 24)),
  modelLimits: {
    timeoutMs: atLeast(
      1,
      'HEIMGEIST_MODEL_TIMEOUT',
      env.duration(source, 'HEIMGEIST_MODEL_TIMEOUT', ASK_LIMITS.timeoutMs),
    ),
    answerTokens: atLeast(
      1,
      'HEIMGEIST_MODEL_ANSWER_TOKENS',
      env.int(source, 'HEIMGEIST_MODEL_ANSWER_TOKENS', ASK_LIMITS.answerTokens),
    ),
    answerBytes: 1024 * atLeast(1, 'HEIMGEIST_MODEL_ANSWER_KIB', env.int(source, 'HEIMGEIST_MODEL_ANSWER_KIB', 1024)),
    breakAfter: atLeast(
      1,
      'HEIMGEIST_MODEL_BREAK_AFTER',
      env.int(source, 'HEIMGEIST_MODEL_BREAK_AFTER', ASK_LIMITS.breakAfter),
    ),
    restMs: atLeast(1, 'HEIMGEIST_MODEL_REST', env.duration(source, 'HEIMGEIST_MODEL_REST', ASK_LIMITS.restMs)),
  },
})

const atLeast = (least: number, setting: string, value: number): number => {
  if (value < least) throw new ConfigError(`${setting} is below ${least}: ${value}`)
  return value
}
