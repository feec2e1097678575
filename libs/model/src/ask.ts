import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import { callModel, type RawAnswer, type Turn } from './call-model.js'
import { checkForm } from './check-form.js'
import { ModelError } from './guarded-fetch.js'
import { ASK_LIMITS, type AskLimits } from './limits.js'
import { estimate, type Tokens, usdOf } from './price.js'
import type { ModelSettings } from './settings.js'

export { dearestOf } from './price.js'

/** What is asked. Nothing in it is a tool: a model can give back a text of the schema, and nothing else. */
export interface Question {
  readonly system: string
  readonly text: string
  /** What is said after an answer that breaks its form, once. `problem` is one sentence. */
  readonly correct: (problem: string) => string
  /** JSON Schema 2020-12 of the answer. */
  readonly schema: object
}

/** One call of a model: what became of it and what it cost. */
export interface Call {
  readonly model: string
  /** answered: in its form; broken: not in its form; failed: no answer; skipped: it was not asked, for it failed too often. */
  readonly outcome: 'answered' | 'broken' | 'failed' | 'skipped'
  readonly reason?: string
  readonly prompt_tokens: number
  readonly answer_tokens: number
  readonly counted: Tokens['counted']
  readonly usd: number
}

/** What came of a question. Every call is told, whatever came of it. */
export type Answer =
  | { readonly outcome: 'written'; readonly model: string; readonly value: unknown; readonly calls: readonly Call[] }
  | { readonly outcome: 'none' | 'failed' | 'stopped'; readonly reason: string; readonly calls: readonly Call[] }

/** A model with the breaker that leaves it alone for a while after too many failures. */
interface Guarded {
  readonly settings: ModelSettings
  readonly breaker: CircuitBreakerPolicy
  readonly run: <T>(call: (late: AbortSignal) => Promise<T>, signal: AbortSignal) => Promise<T>
}

const NO_TOKENS: Tokens = { prompt: 0, answer: 0, counted: 'told' }
/** How much of a broken answer its writer is shown again, in characters. */
const MOST_SHOWN = 4000

/**
 * The models of the owner, in order. The next one is asked where one fails; after an answer that breaks its form the same
 * one is asked once more, with what was wrong; after that there is no text. So a question is at most two calls of each.
 */
export class Models {
  private readonly guarded: readonly Guarded[]

  constructor(
    readonly settings: readonly ModelSettings[],
    private readonly limits: AskLimits = ASK_LIMITS,
  ) {
    this.guarded = settings.map((one) => {
      const breaker = circuitBreaker(
        handleWhen((error) => !(error instanceof Stopped)),
        { halfOpenAfter: limits.restMs, breaker: new ConsecutiveBreaker(limits.breakAfter) },
      )
      const policy = wrap(breaker, timeout(limits.timeoutMs, TimeoutStrategy.Cooperative))
      return { settings: one, breaker, run: (call, signal) => policy.execute(({ signal: late }) => call(late), signal) }
    })
  }

  /** Names of the models that are left alone at the moment. */
  get resting(): readonly string[] {
    return this.guarded.flatMap(({ settings, breaker }) => (breaker.state === CircuitState.Open ? [settings.name] : []))
  }

  /** Asks. Rejects by a bug only: that no model answers is an answer too. */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const calls: Call[] = []
    for (const one of this.guarded) {
      const { name } = one.settings
      let turns: readonly Turn[] = [
        { role: 'system', text: question.system },
        { role: 'user', text: question.text },
      ]
      for (const isSecond of [false, true]) {
        const { raw, call } = await this.call(one, turns, question.schema, signal)
        const checked = raw && judge(raw, question.schema)
        if (!raw || !checked) {
          calls.push(call)
          if (signal.aborted) return { outcome: 'stopped', reason: 'it was stopped in the middle', calls }
          break
        }
        if (checked.ok) {
          calls.push(call)
          return { outcome: 'written', model: name, value: checked.value, calls }
        }
        calls.push({ ...call, outcome: 'broken', reason: checked.problem })
        if (isSecond)
          return {
            outcome: 'none',
            reason: `two answers break their form, the second because ${checked.problem}`,
            calls,
          }
        turns = [
          ...turns,
          { role: 'assistant', text: raw.leaks ? '' : raw.text.slice(0, MOST_SHOWN).toWellFormed() },
          { role: 'user', text: question.correct(checked.problem) },
        ]
      }
    }
    const why = calls.map(({ model, reason = '' }) => `${model}: ${reason}`).join('; ')
    return { outcome: 'failed', reason: `no model answers (${why})`.slice(0, 1000), calls }
  }

  private async call(
    { settings, run }: Guarded,
    turns: readonly Turn[],
    schema: object,
    signal: AbortSignal,
  ): Promise<{ raw?: RawAnswer; call: Call }> {
    const told = (outcome: Call['outcome'], tokens: Tokens, reason?: string): Call => ({
      model: settings.name,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      prompt_tokens: tokens.prompt,
      answer_tokens: tokens.answer,
      counted: tokens.counted,
      usd: usdOf(tokens, settings.usd_per_million),
    })
    try {
      const raw = await run(
        (late) =>
          callModel(settings, turns, schema, this.limits, late).catch((error: unknown) => {
            if (signal.aborted) throw new Stopped('stopped', { cause: error })
            if (!late.aborted) throw error
            throw new ModelError(`it gives no whole answer in ${this.limits.timeoutMs} ms`, true, { cause: error })
          }),
        signal,
      )
      const tokens = raw.told ? ({ ...raw.told, counted: 'told' } as const) : await estimate(turns, raw.text)
      return { raw, call: told('answered', tokens) }
    } catch (error) {
      if (isBrokenCircuitError(error))
        return { call: told('skipped', NO_TOKENS, 'it failed too often, and is left alone') }
      const { reason, billed } = this.explain(error, signal)
      const tokens = billed
        ? ({ ...(await estimate(turns, '')), answer: this.limits.answerTokens, counted: 'assumed' } as const)
        : NO_TOKENS
      return { call: told('failed', tokens, reason) }
    }
  }

  /** In our words only, and whether it may be billed all the same. */
  private explain(error: unknown, signal: AbortSignal): { reason: string; billed: boolean } {
    if (signal.aborted) return { reason: 'it was stopped', billed: true }
    if (error instanceof ModelError) return { reason: error.message, billed: error.billed }
    return { reason: 'it cannot be asked', billed: false }
  }
}

/** The act was told to end: no failure of the model. */
class Stopped extends Error {}

const judge = ({ text, problem, leaks }: RawAnswer, schema: object): ReturnType<typeof checkForm> => {
  if (leaks) return { ok: false, problem: 'it repeats a secret' }
  return problem === undefined ? checkForm(text, schema) : { ok: false, problem }
}
