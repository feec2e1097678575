import type {
  ActionRequestedV1,
  ApprovalRequestedV1,
  RuleEnactedV1,
  TextRequestedV1,
  ToolFinishedV1,
} from '@heimgewebe/contracts'
import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely'
import type { AdviceTables } from './advice/advice-tables.js'
import type { EpicTables } from './epics/epic-tables.js'

/** A learned policy that is in force. */
export interface PolicyRow {
  readonly rule: string
  readonly version: number
  readonly name: string
  readonly areas: readonly string[]
  readonly policy: NonNullable<RuleEnactedV1['policy']>
  readonly enacted: string
}

/** Tables of heimgeist, as kysely sees them. */
export interface HeimgeistTables extends EpicTables, AdviceTables {
  repository: {
    repository: string
    /** Latest registration or import, in Unix milliseconds. */
    clock: number
    critical: JSONColumnType<string[]>
    /** Event that the critical areas come from. */
    configuration: string | null
    /** Default branch. */
    branch: string | null
    /** Guards that the configuration names; null where nobody read it yet. */
    guards: number | null
  }
  /** Policies of the owner, each by its version; the latest without a problem is in force. */
  owner_policy: {
    version: number
    content: JSONColumnType<Record<string, unknown>>
    by: string
    reason: string | null
    event: string
    at: ColumnType<Date, string, string>
  }
  /** Texts that models were asked for: what was kept back for them, and what they took. */
  text: {
    request: string
    use: string
    /** Until it is over. */
    facts: JSONColumnType<TextRequestedV1['facts']> | null
    /** Day in UTC whose budget it counts against. */
    day: string
    reserved_tokens: number
    reserved_usd: number
    /** Absent until it is over. */
    tokens: number | null
    usd: number | null
    outcome: string | null
    calls: number | null
  }
  change: {
    change: string
    repository: string
    sha: string | null
    areas: JSONColumnType<string[]>
    /** Whether it is still proposed; null where no proposal told. */
    open: boolean | null
    /** Its latest judgement. */
    verdict: JSONColumnType<VerdictJson> | null
    /** Event that said that it was given up. */
    given_up: string | null
    /** Configuration under which it was said that no guard is configured for it. */
    unguarded: string | null
  }
  /** Incidents, with the latest answer to which change is behind them. */
  incident: {
    incident: string
    repository: string | null
    /** Events that reported it, the first ones. */
    events: JSONColumnType<string[]>
    suspects: JSONColumnType<SuspectsJson> | null
  }
  /** Acts that were asked for, and what became of them. */
  act: {
    request: string
    decision: string
    repository: string
    change: string | null
    act: string
    verdict: string | null
    reason: string | null
    finished: string | null
  }
  decision: {
    id: string
    position: number
    repository: string | null
    change: string | null
    sha: string | null
    about: string
    agent: string
    act: string
    chosen: string
    level: number
    level_reason: string
    reasons: JSONColumnType<{ text: string; events: string[] }[]>
    areas: JSONColumnType<string[]>
    policy: string
    time: string
    correlation: string
    /** Day whose budget it counts against, YYYY-MM-DD. */
    day: string
    /** True where a person asked, so that no budget is spent. */
    asked: boolean
    /** True where it is told in a comment of its own, apart from the warnings about the head. */
    apart: boolean
  }
  guard_request: {
    id: string
    seq: Generated<number>
    repository: string
    sha: string | null
    areas: JSONColumnType<string[]>
    asked: boolean
    decision: string | null
  }
  policy: { repository: string; rule: string; value: JSONColumnType<PolicyRow> }
  /** Moments that are waited for. */
  alarm: {
    name: string
    about: string
    /** Unix milliseconds; 0 to learn what time it is. */
    at: number
    correlation: string
    subject: string
  }
  /** Acts of class change that somebody wanted. */
  wish: {
    /** Event that it came from. */
    about: string
    agent: string
    repository: string
    rule: string | null
    decision: string
    level: number
    level_reason: string
    level_origin: string
    /** Policy of the owner in force when it was decided about; null for that of the environment. */
    level_policy: string | null
    wish: JSONColumnType<WishJson>
    /** wanted: no question yet; open: asked; allowed: act or rule follows; done, failed; refused, expired, withdrawn. */
    state: 'wanted' | 'open' | 'allowed' | 'done' | 'failed' | 'refused' | 'expired' | 'withdrawn'
    request: string | null
    question: JSONColumnType<ApprovalRequestedV1> | null
    deadline: string | null
    approval: string | null
    answered_by: string | null
    action: string | null
    /** Subject of the commit that it became. */
    made: string | null
    result: string | null
    position: number
    time: string
    correlation: string
  }
  /** Levels that were changed while running; an empty name is all. */
  level: { agent: string; act: string; repository: string; level: number; reason: string; by: string; event: string }
  /** How acts can be taken back, by their requests. */
  undo: {
    request: string
    repository: string
    done: string
    act: string
    arguments: JSONColumnType<Record<string, unknown>>
  }
  /** What decisions were made from. */
  decision_input: {
    about: string
    kind: string
    position: number
    time: string
    repository: string
    day: string
    event: JSONColumnType<Record<string, unknown>>
    known: JSONColumnType<Record<string, unknown>>
  }
  /** The latest version of every agent. */
  agent: {
    agent: string
    version: number
    enabled: boolean
    /** As the file says. */
    definition: JSONColumnType<Record<string, unknown>>
    /** As it was read. */
    read: JSONColumnType<Record<string, unknown>>
    sha256: string
    registered: string
    registered_at: string
    by: string | null
    removed: boolean
  }
  /** Every firing of an agent, with what its tools found. */
  firing: {
    agent: string
    trigger: string
    repository: string
    change: string | null
    day: string
    position: number
    requests: JSONColumnType<string[]>
    results: JSONColumnType<
      { request: string; event: string; tool: string; verdict: ToolFinishedV1['verdict']; findings: number }[]
    >
    escalate_to: string | null
    report: string | null
    outcome: string | null
    feedback: string | null
  }
  /** Open changes whose head fails. */
  failing: {
    change: string
    repository: string
    sha: string
    runs: JSONColumnType<RunJson[]>
    about: string
    /** The failed run that the decision is about, without its content. */
    cause: JSONColumnType<Record<string, unknown>>
    state: 'gathering' | 'excused' | 'decided'
    streak: number
  }
  /** The latest run of each pipeline or guard without any open change. */
  trunk_run: {
    repository: string
    what: string
    event: string
    failed: boolean
    fingerprints: JSONColumnType<string[]>
  }
  /** What was learned of errors. */
  lesson: {
    repository: string
    pattern: string
    fingerprint: string
    kind: 'flaky' | 'fix' | 'error'
    statement: string
    event: string
  }
  /** Commands with a deadline, until the clock has told what time it is. */
  waiting_command: { command: string; event: JSONColumnType<object> }
  /** Patterns, by the event that told them last. */
  pattern: {
    repository: string
    pattern: string
    event: string
    /** What it says of changes yet to come; null where it says nothing. */
    told: JSONColumnType<object> | null
  }
  /** Runbooks and checklists in force. */
  guide: {
    repository: string
    rule: string
    kind: 'runbook' | 'checklist'
    name: string
    areas: JSONColumnType<string[]>
    enacted: string
    /** Pattern that it was made from; null where its proposal was not heard. */
    pattern: string | null
    /** Its file in the repository. */
    path: string | null
  }
  /** Acts in a row that went well. */
  act_record: { agent: string; repository: string; good: number; events: JSONColumnType<string[]> }
}

/** One sentence and the events that it rests on. */
interface SentenceJson {
  readonly text: string
  readonly events: string[]
}

/** A judgement as it is kept. */
export interface VerdictJson {
  readonly event: string
  readonly level: string
  readonly percentile: number
  readonly reasons: readonly SentenceJson[]
}

/** Suspects as they are kept. */
export interface SuspectsJson {
  readonly event: string
  readonly answer: 'suspects' | 'intermittent' | 'unknown'
  readonly suspects: readonly {
    readonly change: string
    readonly confidence: number
    readonly reasons: readonly SentenceJson[]
  }[]
  readonly missing: readonly string[]
}

/** A run as it is kept. */
export interface RunJson {
  readonly event: string
  readonly what: string
  readonly sha: string
  readonly failed: boolean
  readonly tests: readonly { readonly name?: string; readonly output?: string; readonly fingerprint?: string }[]
  readonly more: number
  readonly url?: string
  readonly fault?: 'flaky' | 'before'
}

/** A wish as it is kept. */
export interface WishJson {
  readonly agent: string
  readonly repository: string
  readonly change?: string
  readonly title: string
  readonly text: string
  readonly reasons: readonly { text: string; events: string[] }[]
  readonly contentSha256: string
  readonly order?: { readonly act: ActionRequestedV1['act']; readonly arguments: ActionRequestedV1['arguments'] }
  readonly failure?: NonNullable<ApprovalRequestedV1['report']>
  readonly rule?: {
    readonly rule: string
    readonly kind: RuleEnactedV1['kind']
    readonly name?: string
    readonly areas?: readonly string[]
    readonly policy?: NonNullable<RuleEnactedV1['policy']>
    readonly version: number
    readonly contentSha256: string
    readonly proposal: string
  }
}

/** A row of the wishes. */
export type WishRow = Selectable<HeimgeistTables['wish']>
/** A row of the changed levels. */
export type LevelRow = Selectable<HeimgeistTables['level']>
