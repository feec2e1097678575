import { keyOf, type ModelSettings } from './settings.js'
import { guardedFetch, ModelError } from './guarded-fetch.js'
import type { AskLimits } from './limits.js'

/** One turn of a conversation. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

/** What a server answered, unchecked: all of it is a stranger's. */
export interface RawAnswer {
  /** Text of the answer; empty where it is none. */
  readonly text: string
  /** What speaks against its form already: it was cut, or wants a tool. */
  readonly problem?: string
  /** Tokens as the server tells them; undefined where it tells none, or something that is no count. */
  readonly told?: { readonly prompt: number; readonly answer: number }
  /** The answer holds the key that it was asked with. */
  readonly leaks: boolean
}

const NO_COMPLETION = 'it answers what is no chat completion'
/** Above this no count of tokens is one. */
const MOST_TOKENS = 100_000_000

/**
 * Asks a model once, by LangChain's client for OpenAI's chat completions. No tool is offered, nothing is streamed, nothing is
 * tried again. Throws `ModelError`, or what the signal was aborted with.
 */
export const callModel = async (
  settings: ModelSettings,
  turns: readonly Turn[],
  schema: object,
  { answerTokens, answerBytes }: Pick<AskLimits, 'answerTokens' | 'answerBytes'>,
  signal: AbortSignal,
): Promise<RawAnswer> => {
  const key = await keyOf(settings)
  const { openai, messages } = await load()
  const client = new openai.ChatOpenAICompletions({
    model: settings.model,
    // The client insists on one; what is sent is decided by the fetch below.
    apiKey: 'none',
    maxTokens: answerTokens,
    maxRetries: 0,
    streaming: false,
    temperature: 0,
    configuration: {
      baseURL: settings.url,
      // NOTE: the form is not given to the client: it would read the answer by itself, and fail where that is no JSON.
      fetch: guardedFetch({ url: settings.url, key, maxBytes: answerBytes, more: formOf(settings, schema) }),
      maxRetries: 0,
      logLevel: 'off',
    },
  })
  const said = turns.map(({ role, text }) => {
    if (role === 'system') return new messages.SystemMessage(text)
    return role === 'user' ? new messages.HumanMessage(text) : new messages.AIMessage(text)
  })
  try {
    // NOTE: not invoke(): where somebody's environment has LANGSMITH_TRACING, that would send the prompt there as well.
    const { generations, llmOutput } = await client._generate(said, { signal } as never)
    if (generations.length === 0) throw new ModelError(NO_COMPLETION, true)
    return readAnswer(generations[0], llmOutput?.['tokenUsage'], key)
  } catch (error) {
    signal.throwIfAborted()
    throw problemOf(error)
  }
}

/** Loaded by the first question, and only then: it takes a second and tens of MB. */
const load = async () => {
  const [openai, messages] = await Promise.all([import('@langchain/openai'), import('@langchain/core/messages')])
  return { openai, messages }
}

const formOf = ({ json = 'schema' }: ModelSettings, schema: object): object => {
  if (json === 'none') return {}
  if (json === 'object') return { response_format: { type: 'json_object' } }
  return { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } } }
}

/** What is read of a generation. Nothing of it is what its type says until it was looked at. */
interface Generation {
  readonly message?: {
    readonly content?: unknown
    readonly tool_calls?: unknown
    readonly invalid_tool_calls?: unknown
  }
  readonly generationInfo?: { readonly finish_reason?: unknown }
}

const readAnswer = (given: unknown, usage: unknown, key: string | undefined): RawAnswer => {
  const { message, generationInfo } = (given ?? {}) as Generation
  const content = message?.content
  const text = typeof content === 'string' ? content : ''
  const wantsTool = [message?.tool_calls, message?.invalid_tool_calls].some(
    (calls) => Array.isArray(calls) && calls.length > 0,
  )
  const problem = wantsTool
    ? 'it asks for a tool, and there is none'
    : text.trim() === ''
      ? 'it holds no text'
      : generationInfo?.finish_reason === 'length'
        ? 'it was cut before its end'
        : undefined
  const told = toldIn(usage)
  return {
    text,
    ...(problem === undefined ? {} : { problem }),
    ...(told === undefined ? {} : { told }),
    leaks: key !== undefined && JSON.stringify(message ?? '').includes(key),
  }
}

const toldIn = (usage: unknown): RawAnswer['told'] => {
  const { promptTokens: prompt, completionTokens: answer } = (usage ?? {}) as Readonly<Record<string, unknown>>
  return isCount(prompt) && isCount(answer) && prompt + answer > 0 ? { prompt, answer } : undefined
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_TOKENS

const problemOf = (error: unknown): ModelError => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof ModelError) return cause
  if (error instanceof Error && error.name === 'ModelSettingsError') return new ModelError(error.message, false)
  return new ModelError(NO_COMPLETION, true, { cause: error })
}
