import {
  type Candidate,
  type ChangedText,
  findConstructs,
  type RepairCase,
  readRepair,
  ruleLanguageOf,
  type Tried,
  tryRules,
  wordPattern,
  wordRule,
} from '@heimgewebe/code'
import { Controller, Inject, Logger } from '@nestjs/common'
import type { Draft, MeshEvent, MiningStartedV1 } from '@heimgewebe/contracts'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { RuleProof } from '../decisions/rules/prove-rules.js'
import { markProposed, showRemoved } from '../decisions/rules/try-proposals.js'
import { reportMined, reportNotMined } from '../decisions/rules/report-mining.js'
import { type ChangedCode, ChangedFiles } from '../io/changed-files.js'
import { CheckoutStore } from '../io/checkout-store.js'
import { RepositoryStore } from '../io/repository-store.js'

type Started = MeshEvent<'mining.started.v1'>
type Case = MiningStartedV1['cases'][number]

/** A bad change and its fix as text. */
interface CaseTexts {
  readonly one: Case
  readonly bad: readonly ChangedText[]
  readonly fix: readonly ChangedText[]
  /** Files of both that were left out. */
  readonly unread: number
}

/**
 * Reads what fixes took out of bad changes, makes rules of it, and tries each on bad changes, fixes and good changes before
 * it says so. Everything is read from the mirror; nothing is run.
 */
@Controller()
export class PerformMiningStarted {
  private readonly log = new Logger('mining')

  constructor(
    private readonly repositories: RepositoryStore,
    private readonly checkouts: CheckoutStore,
    private readonly changed: ChangedFiles,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Perform('mining.started.v1', { concurrency: 1, unhurried: true })
  async run(event: Started, act: Act): Promise<Draft[]> {
    const limit = AbortSignal.timeout(this.config.miningMs)
    return [
      await this.answer(event, AbortSignal.any([act.signal, limit])).catch((error: unknown) => {
        if (act.signal.aborted)
          return reportNotMined(event, 'unknown', 'wgx was stopped in the middle; it was not repeated')
        if (limit.aborted)
          return reportNotMined(event, 'timed_out', `it took longer than ${this.config.miningMs / 1000} s`)
        this.log.warn(error)
        return reportNotMined(event, 'not_run', error instanceof Error ? error.message : String(error))
      }),
    ]
  }

  @PerformUnknown('mining.started.v1')
  unknown(event: Started): Draft[] {
    return [reportNotMined(event, 'unknown', 'wgx ended in the middle; it was not repeated')]
  }

  private async answer(event: Started, signal: AbortSignal): Promise<Draft> {
    const { repository, cases, good, support } = event.data
    const began = performance.now()
    const location = await this.repositories.locationOf(repository)
    if (location === undefined) return reportNotMined(event, 'not_run', `nobody said where ${repository} is read from`)
    // The latest fix brings all that came before it.
    await this.checkouts.fetch(repository, location, cases[0]!.fix, signal)
    const texts = await this.textsOf(event.data, signal)
    const repairs: RepairCase[] = []
    for (const { one, bad, fix } of texts) {
      const repair = await readRepair({ id: one.sha, group: one.group, fix: one.fix }, bad, fix)
      if (repair) repairs.push(repair)
    }
    const { proposals, show_code: showCode } = event.data
    const candidates = proposals
      ? await this.candidatesFrom(proposals)
      : await this.candidatesOf(repairs, support, texts, signal)
    const proof = new RuleProof(candidates, event.data)
    let unread = texts.reduce((sum, { unread: left }) => sum + left, 0)
    const tryAll = async (files: readonly ChangedText[], those = candidates): Promise<Tried[]> => {
      const tried = await tryRules(
        those.map(({ rule }) => rule),
        files,
      )
      unread += tried.filter(({ problem }) => problem !== undefined).length
      return tried
    }
    // One fix may have mended several changes, and one change may have needed several: each is read once.
    const known = new Map<string, Promise<Tried[]>>()
    const tryOnce = (sha: string, files: readonly ChangedText[]): Promise<Tried[]> => {
      const tried = known.get(sha) ?? tryAll(files)
      known.set(sha, tried)
      return tried
    }
    for (const { one, bad, fix } of texts) {
      proof.countBad(one.sha, await tryOnce(one.sha, bad))
      proof.countFix(one.fix, await tryOnce(one.fix, fix))
    }
    let goodRead = 0
    // Most of a mining is reading good changes: only those that can still decide something.
    let open = proof.open()
    for await (const code of this.changed.each(repository, open.length === 0 ? [] : good, signal)) {
      goodRead++
      unread += code.unread
      proof.countGood(open, await tryAll(code.files, open))
      open = proof.open()
      if (open.length === 0) break
    }
    const found = markProposed(proof.verdicts(), candidates, proposals)
    return reportMined(event, {
      ...found,
      ...(showCode && found.rules.length === 0 && !proposals ? { removed: showRemoved(texts) } : {}),
      cases_read: repairs.length,
      good_read: goodRead,
      files_unread: unread,
      duration_seconds: Math.round(performance.now() - began) / 1000,
    })
  }

  /** The texts of the cases, the latest first, until there are too many bytes of them. */
  private async textsOf({ repository, cases }: Started['data'], signal: AbortSignal): Promise<CaseTexts[]> {
    const shas = new Set(cases.flatMap(({ sha, fix }) => [sha, fix]))
    const codes = new Map<string, ChangedCode>()
    let bytes = 0
    for await (const code of this.changed.each(repository, [...shas], signal)) {
      bytes += code.files.reduce((sum, { before = '', after = '' }) => sum + before.length + after.length, 0)
      if (bytes > this.config.miningBytes) break
      codes.set(code.sha, code)
    }
    return cases.flatMap((one) => {
      const [bad, fix] = [codes.get(one.sha), codes.get(one.fix)]
      return bad && fix ? [{ one, bad: bad.files, fix: fix.files, unread: bad.unread + fix.unread }] : []
    })
  }

  /** Rules of the patterns that a language model proposes. What is no pattern of its language makes none. */
  private async candidatesFrom(proposals: NonNullable<MiningStartedV1['proposals']>): Promise<Candidate[]> {
    const candidates: Candidate[] = []
    for (const { pattern, language, model } of proposals) {
      const candidate = await wordPattern(pattern, language, model)
      if (candidate && !candidates.some(({ rule }) => rule.id === candidate.rule.id)) candidates.push(candidate)
    }
    return candidates
  }

  /** Rules are of one language each, so each language is searched for itself. */
  private async candidatesOf(
    repairs: readonly RepairCase[],
    support: number,
    texts: readonly CaseTexts[],
    signal: AbortSignal,
  ): Promise<Candidate[]> {
    const languages = new Set(texts.flatMap(({ fix }) => fix.flatMap(({ path }) => ruleLanguageOf(path) ?? [])))
    const candidates: Candidate[] = []
    for (const language of languages) {
      const own = repairs.map(({ pieces, ...rest }) => ({
        ...rest,
        pieces: pieces.filter(({ language: name }) => name === language.name),
      }))
      for (const found of await findConstructs(own, { support, signal })) {
        const candidate = await wordRule(found, language)
        if (candidate) candidates.push(candidate)
        signal.throwIfAborted()
      }
    }
    return candidates
  }
}
