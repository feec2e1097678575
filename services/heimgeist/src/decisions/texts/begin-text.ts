import { type Draft, type MeshEvent, type TextFinishedV1, draft } from '@heimgewebe/contracts'
import type { LevelFound } from '../find-level.js'

/** What a question to the models would take; or why they cannot be asked. */
export type Offer =
  | {
      readonly ok: true
      readonly models: readonly string[]
      readonly template: string
      /** Most that it may take. */
      readonly most: { readonly tokens: number; readonly usd: number }
    }
  | { readonly ok: false; readonly why: string }

/** Numbers of a day. */
export interface Spent {
  readonly usd: number
  readonly tokens: number
  readonly texts: number
}

/** What is known when a text is wanted. */
export interface TextKnown {
  readonly offer: Offer
  /** What the day took so far, with what is kept back for texts under way. */
  readonly spent: Spent
  /** What a day may take. */
  readonly budget: Spent
  readonly day: string
  /** Level of heimgeist for looking at things in the repository. */
  readonly level: LevelFound
}

type Requested = MeshEvent<'text.requested.v1'>

/** Who may ask: services of the mesh, and its page for a person. */
const ASKERS = new Set(['heimgewebe/leitstand', 'heimgewebe/heimlern', '/leitstand/page'])

/** Answers a wish for a text with the intent to ask for it, or with the reason why nobody is asked. */
export const beginText = (event: Requested, known: TextKnown): Draft<'text.started.v1'> | Draft<'text.finished.v1'> => {
  const { use, about, repository, requested_by } = event.data
  const { offer, day } = known
  const why = objection(event, known)
  if (!offer.ok || why !== undefined) return refused(event, day, why ?? 'no model can be asked')
  return draft('text.started.v1', {
    subject: event.subject,
    data: {
      request: event.id,
      use,
      about,
      ...(repository === undefined ? {} : { repository }),
      requested_by,
      models: [...offer.models],
      template: offer.template,
      day,
      reserved_tokens: offer.most.tokens,
      reserved_usd: offer.most.usd,
    },
  })
}

const objection = ({ source, data }: Requested, { offer, spent, budget, level }: TextKnown): string | undefined => {
  if (!ASKERS.has(source)) return `${source.slice(0, 200)} may not ask for it`
  if (!offer.ok) return offer.why
  if (level.level === 0 && !data.requested_by.startsWith('person/')) return `level 0, when asked only: ${level.reason}`
  const over = (
    [
      ['texts', spent.texts + 1, budget.texts, spent.texts],
      ['tokens', spent.tokens + offer.most.tokens, budget.tokens, spent.tokens],
      ['US dollars', spent.usd + offer.most.usd, budget.usd, spent.usd],
    ] as const
  ).find(([, then, most]) => then > most)
  if (over === undefined) return undefined
  const [unit, then, most, so] = over
  return `the budget of the day does not hold it: ${amount(so)} of ${amount(most)} ${unit} are spent or kept back, and with it they could be ${amount(then)}`
}

const amount = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 4 })

const refused = (event: Requested, day: string, reason: string): Draft<'text.finished.v1'> => {
  const { use, about, repository } = event.data
  const data: TextFinishedV1 = {
    request: event.id,
    use,
    about,
    ...(repository === undefined ? {} : { repository }),
    outcome: 'refused',
    reason: reason.slice(0, 1000),
    calls: [],
    tokens: 0,
    usd: 0,
    day,
  }
  return draft('text.finished.v1', { subject: event.subject, data })
}
