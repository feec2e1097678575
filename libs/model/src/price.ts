import type { ModelSettings } from './settings.js'
import type { Turn } from './call-model.js'

/** Tokens of one call, and where their number comes from. */
export interface Tokens {
  readonly prompt: number
  readonly answer: number
  /** told: by the server; estimated: counted here; assumed: nobody knows, so the most that it can be. */
  readonly counted: 'told' | 'estimated' | 'assumed'
}

type Price = ModelSettings['usd_per_million']

/** What tokens cost at a price, in US dollars, to a billionth. */
export const usdOf = ({ prompt, answer }: Pick<Tokens, 'prompt' | 'answer'>, { input, output }: Price): number =>
  Math.round((prompt * input + answer * output) * 1000) / 1e9

/** What so many tokens cost at most at one of these models. */
export const dearestOf = (models: readonly ModelSettings[], tokens: Pick<Tokens, 'prompt' | 'answer'>): number =>
  Math.max(0, ...models.map(({ usd_per_million: price }) => usdOf(tokens, price)))

/** Tokens that the frame of each turn takes, roughly. */
const A_TURN = 4

/** Tokens as o200k_base counts them; other models count otherwise. Its tables are loaded where a server tells no number. */
export const estimate = async (turns: readonly Turn[], answer: string): Promise<Tokens> => {
  const { countTokens } = await import('@heimgewebe/context')
  const prompt = turns.reduce((sum, { text }) => sum + countTokens(text) + A_TURN, 0)
  return { prompt, answer: countTokens(answer), counted: 'estimated' }
}
