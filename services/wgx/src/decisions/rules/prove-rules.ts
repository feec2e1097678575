import { type Candidate, independent, isWithin, type Tried } from '@heimgewebe/code'
import type { MiningFinishedV1, MiningStartedV1 } from '@heimgewebe/contracts'

/** What a candidate did to the past so far. */
interface Record {
  readonly firesOn: Set<string>
  readonly fixes: Set<string>
  stillInFixes: number
  silent: number
  falseAlarms: number
}

type Request = Pick<MiningStartedV1, 'cases' | 'support' | 'good_wanted'>
type Rules = Pick<MiningFinishedV1, 'rules' | 'refused'>

/** Most that a result names, as the contract has it. */
const MOST = 20
const MOST_CODE = 2000
/**
 * Good changes with a construct, for each case that is needed, before what is around it can make it a bad one: where few
 * good changes have it at all, that none of them has it in the same surroundings is chance.
 */
const ENOUGH_ELSEWHERE = 10

/** Counts what candidates did to changes of the past, one change at a time, and says which of them may be proposed. */
export class RuleProof {
  private readonly records = new Map<Candidate, Record>()
  private mattering: readonly Candidate[] | undefined

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly request: Request,
  ) {
    for (const one of candidates)
      this.records.set(one, { firesOn: new Set(), fixes: new Set(), stillInFixes: 0, silent: 0, falseAlarms: 0 })
  }

  /**
   * Candidates of which good changes may still decide something; asked once all bad changes and fixes were counted. One
   * that these have refused already is tried on only where it may be what another one has more around of.
   */
  open(): Candidate[] {
    this.mattering ??= this.those()
    const { good_wanted: wanted } = this.request
    return this.mattering.filter((one) => {
      const { silent, falseAlarms } = this.records.get(one)!
      return silent + falseAlarms < wanted && falseAlarms < this.elsewhere
    })
  }

  /** What they did on a known bad change. */
  countBad(sha: string, tried: readonly Tried[]): void {
    this.each(tried, ({ fires }, record) => {
      if (fires) record.firesOn.add(sha)
    })
  }

  /** What they did on the fix of one. */
  countFix(sha: string, tried: readonly Tried[]): void {
    this.each(tried, ({ fires, isOfLanguage }, record) => {
      if (isOfLanguage) record.fixes.add(sha)
      if (fires) record.stillInFixes++
    })
  }

  /** What those that were `open` did on a good change; one without a file in the language of a rule says nothing of it. */
  countGood(open: readonly Candidate[], tried: readonly Tried[]): void {
    this.each(
      tried,
      ({ fires, isOfLanguage }, record) => {
        if (!isOfLanguage) return
        if (fires) record.falseAlarms++
        else record.silent++
      },
      open,
    )
  }

  /** The verdicts, in the order of the candidates. What another rule catches as well is no rule of its own. */
  verdicts(): Rules {
    const rules: Rules['rules'] = []
    const refused: Rules['refused'] = []
    const caught = new Set<string>()
    for (const one of this.candidates) {
      const record = this.records.get(one)!
      const why = this.objection(record)
      const fires = [...record.firesOn]
      if (fires.length > 0 && fires.every((sha) => caught.has(sha))) continue
      if (this.isOnlyAround(one)) continue
      if (why === undefined && rules.length < MOST) {
        rules.push(this.told(one, record))
        for (const sha of fires) caught.add(sha)
      } else if (why !== undefined && refused.length < MOST)
        refused.push({
          language: one.rule.language.name,
          construct: one.code.slice(0, MOST_CODE).toWellFormed(),
          reason: why,
          cases: one.cases.length,
          silent_on: record.silent,
          false_alarms: record.falseAlarms,
        })
    }
    // A construct that was tried before the rule that catches it is told by that rule.
    const told = (one: Rules['refused'][number]): boolean => !rules.some(({ construct }) => construct === one.construct)
    return { rules, refused: refused.filter(told) }
  }

  /** Whether a candidate is one that good changes have too, with a bit more around it. */
  private isOnlyAround(one: Candidate): boolean {
    return [...this.records].some(
      ([inner, { falseAlarms }]) => falseAlarms > 0 && falseAlarms < this.elsewhere && isAround(one, inner),
    )
  }

  /** Candidates that may become rules, and what lies within them. */
  private those(): Candidate[] {
    const hopeful = this.candidates.filter((one) => this.earlyObjection(this.records.get(one)!) === undefined)
    return this.candidates.filter((one) => hopeful.some((other) => other === one || isAround(other, one)))
  }

  /** Good changes with a construct from which what is around it may make it a bad one. */
  private get elsewhere(): number {
    return ENOUGH_ELSEWHERE * this.request.support
  }

  /** What bad changes and fixes say against a candidate. */
  private earlyObjection({ firesOn, stillInFixes }: Record): string | undefined {
    const { cases, support } = this.request
    const hit = independent(cases.filter(({ sha }) => firesOn.has(sha)))
    if (hit < support) return `it fires on the lines of ${hit} independent bad changes only, ${support} are needed`
    return stillInFixes > 0 ? `${stillInFixes} of the fixes have it too` : undefined
  }

  private objection(record: Record): string | undefined {
    const { good_wanted: wanted } = this.request
    const { silent, falseAlarms } = record
    const early = this.earlyObjection(record)
    if (early !== undefined) return early
    if (falseAlarms > 0) return `${falseAlarms} of ${silent + falseAlarms} good changes have it too`
    if (silent < wanted)
      return `there are only ${silent} good changes in its language to try it on, and ${wanted} are wanted`
    return undefined
  }

  private told({ rule, code, content }: Candidate, { firesOn, fixes, silent, falseAlarms }: Record) {
    const { cases } = this.request
    const hit = cases.filter(({ sha }) => firesOn.has(sha))
    return {
      rule: rule.id,
      language: rule.language.name,
      construct: code.slice(0, MOST_CODE).toWellFormed(),
      content,
      fires_on: hit.map(({ change }) => change),
      misses: cases.length - hit.length,
      silent_on: silent,
      false_alarms: falseAlarms,
      fixes: fixes.size,
    }
  }

  private each(
    tried: readonly Tried[],
    count: (seen: { fires: boolean; isOfLanguage: boolean }, record: Record) => void,
    candidates = this.candidates,
  ): void {
    const fired = new Set(tried.flatMap(({ findings }) => findings.map(({ rule }) => rule)))
    const languages = new Set(tried.map(({ language }) => language))
    for (const one of candidates)
      count(
        { fires: fired.has(one.rule.id), isOfLanguage: languages.has(one.rule.language.name) },
        this.records.get(one)!,
      )
  }
}

/** Whether a candidate is another one with more around it. */
const isAround = ({ rule }: Candidate, { rule: inner }: Candidate): boolean =>
  inner.language === rule.language && isWithin(inner.construct, rule.construct)
