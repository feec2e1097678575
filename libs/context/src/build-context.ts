import { type Candidate, isMandatory, type Scored, type SourceName } from './candidate.js'
import { chooseByRank, compact, fill, sum } from './fit-budget.js'
import type { ContextLimits } from './limits.js'
import { rankCandidates } from './rank-candidates.js'
import { countTokens } from './tokens.js'
import type { Embed } from './vectors.js'
import { type Message, writeContext, writeHint } from './write-message.js'

/** What a context is wanted for. */
export interface ContextRequest {
  /** Job that it belongs to. */
  readonly job: string
  /** Step of the job. */
  readonly step: string
  /** Who will read it, such as coder or reviewer. */
  readonly role: string
  readonly task: { readonly title: string; readonly text: string }
  readonly stepText: { readonly title: string; readonly text: string; readonly files?: readonly string[] }
  /** Messages that the context is put behind. */
  readonly base: readonly Message[]
}

/** One source of candidates. It may fail: the context is then built without it, and says so. */
export interface ContextSource {
  readonly name: Exclude<SourceName, 'task' | 'step'>
  find(request: ContextRequest): Promise<readonly Candidate[]>
}

/** What was done and left out. */
export interface Diagnostics {
  /** Steps in the order in which they were taken. */
  readonly steps: readonly string[]
  /** Candidates by source. */
  readonly found: Readonly<Partial<Record<SourceName, number>>>
  /** What did not answer, and why. */
  readonly problems: readonly string[]
  /** Notes that were archived on the way. */
  readonly archived: number
  readonly selected: number
  readonly tokensBase: number
  readonly tokensFinal: number
  readonly tokensClipped: number
  readonly compactOps: number
  readonly dropped: number
}

/** A context, ready to be sent. */
export interface Context {
  readonly messages: readonly Message[]
  readonly diagnostics: Diagnostics
  readonly candidates: readonly Scored[]
  readonly hints: readonly string[]
}

/** What a build needs from outside. */
export interface ContextParts {
  readonly limits: ContextLimits
  readonly sources: readonly ContextSource[]
  /** Provider of vectors; without one the ranking is lexical. */
  readonly embed?: Embed
  /** Archives notes where there are too many; gives how many. */
  readonly maintain: (job: string) => Promise<number>
  /** Keeps the diagnostics. */
  readonly keep: (request: ContextRequest, diagnostics: Diagnostics) => Promise<void>
}

/** Not even the mandatory parts fit. `code` for callers; the message says by how much. */
export class ContextTooLargeError extends Error {
  override readonly name = 'ContextTooLargeError'
  readonly code = 'context_too_large'
}

/**
 * Builds a context in eight steps: maintenance of the memory, gathering, ranking, making shorter, filling the budget, the
 * hard cap, hints, diagnostics. Throws `ContextTooLargeError` where what is mandatory does not fit under the hard cap.
 */
export const buildContext = async (request: ContextRequest, parts: ContextParts): Promise<Context> => {
  const { limits } = parts
  const steps: string[] = []
  const problems: string[] = []
  const tryTo = async <T>(what: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
      return otherwise
    }
  }

  steps.push('maintain')
  const archived = await tryTo('memory', () => parts.maintain(request.job), 0)
  steps.push('gather')
  const candidates = await gather(request, parts, tryTo)
  steps.push('rank')
  const question = [request.task, request.stepText].map(({ title, text }) => `${title}\n${text}`).join('\n')
  const ranked =
    (await tryTo('vectors', async () => rankCandidates(question, candidates, parts.embed), undefined)) ??
    (await rankCandidates(question, candidates, undefined))
  const chosen = chooseByRank(ranked, limits)
  steps.push('compact')
  const available = limits.budget - limits.outputReserve
  const shorter = compact(chosen, available, limits)
  steps.push('fill')
  const filled = fill(shorter.chosen, available)
  steps.push('cap')
  const tokensBase = request.base.reduce((total, { content }) => total + countTokens(content), 0)
  const capped = dropToCap(filled.chosen, tokensBase, limits)
  steps.push('hint')
  const hints = capped.chosen.map(writeHint)
  steps.push('diagnose')
  const diagnostics: Diagnostics = {
    steps,
    found: countBySource(candidates),
    problems,
    archived,
    selected: capped.chosen.length,
    tokensBase,
    tokensFinal: sum(capped.chosen),
    tokensClipped: filled.clipped + capped.clipped,
    compactOps: shorter.compactOps,
    dropped: capped.dropped,
  }
  await tryTo('diagnostics', () => parts.keep(request, diagnostics), undefined)
  return { messages: [...request.base, writeContext(capped.chosen)], diagnostics, candidates: ranked, hints }
}

type Try = <T>(what: string, work: () => Promise<T>, otherwise: T) => Promise<T>

const gather = async (request: ContextRequest, { sources }: ContextParts, tryTo: Try): Promise<Candidate[]> => {
  const found = await Promise.all(sources.map((source) => tryTo(source.name, () => source.find(request), [])))
  const { stepText, task } = request
  return [
    { source: 'task', title: task.title, text: task.text },
    { source: 'step', title: stepText.title, text: stepText.text },
    ...found.flat(),
  ]
}

/** Drops the least important piece until all is below the cap; counted, since what cannot be dropped may be too large. */
const dropToCap = (
  chosen: readonly Scored[],
  base: number,
  { dropIterations, hardCap }: ContextLimits,
): { chosen: Scored[]; clipped: number; dropped: number } => {
  const kept = [...chosen]
  let [clipped, dropped] = [0, 0]
  while (base + sum(kept) > hardCap) {
    const last = kept.findLastIndex((one) => !isMandatory(one))
    if (last < 0 || dropped >= dropIterations)
      throw new ContextTooLargeError(
        `${base + sum(kept)} tokens stay after ${dropped} pieces were dropped; the cap is ${hardCap}`,
      )
    clipped += kept.splice(last, 1)[0]!.tokens
    dropped++
  }
  return { chosen: kept, clipped, dropped }
}

const countBySource = (candidates: readonly Candidate[]): Diagnostics['found'] => {
  const counts: Partial<Record<SourceName, number>> = {}
  for (const { source } of candidates) counts[source] = (counts[source] ?? 0) + 1
  return counts
}
