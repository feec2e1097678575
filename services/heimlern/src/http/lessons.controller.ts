import { Body, Controller, Get, HttpCode, Inject, NotFoundException, Param, Post, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { fingerprintError } from '@heimgewebe/decider'
import { anonymisePattern } from '../decisions/lessons/anonymise-pattern.js'
import type { ErrorKnown, Pattern } from '../decisions/lessons/lesson.js'
import { showError } from '../decisions/lessons/show-error.js'
import { fixesOf } from '../decisions/lessons/tell-errors.js'
import { type Voices, isDenied } from '../decisions/lessons/voices.js'
import type { MiningShown } from '../decisions/lessons/show-mining.js'
import type { Rule } from '../decisions/rules/rule.js'
import { LessonReader } from '../io/lesson-reader.js'
import { limitOf, oneOf, oneText, refused } from './read-query.js'

const PATTERN_KINDS = ['bad', 'good', 'fix', 'success_path', 'flaky', 'error']
const PATTERN_STATES = ['candidate', 'learned', 'retired']
const RULE_KINDS = ['policy', 'runbook', 'template', 'lint_rule']
const RULE_STATES = ['proposed', 'in_force', 'rejected', 'retired']
/** Longest text that is asked about, in characters. */
const MAX_TEXT = 32_000

type Parameters = Readonly<Record<string, unknown>>

/** What was learned, for people and tools. */
@Controller()
@Needs('read')
export class LessonsController {
  constructor(
    private readonly reader: LessonReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Patterns, the newest first. */
  @Get('patterns')
  async patterns(@Query() query: Parameters) {
    const rows = await this.reader.find<Pattern>('pattern', {
      repository: oneText('repository', query['repository']),
      fields: {
        kind: oneOf('kind', query['kind'], PATTERN_KINDS),
        state: oneOf('state', query['state'], PATTERN_STATES),
      },
      limit: limitOf(query['limit']),
    })
    return { patterns: rows.map(({ value }) => value) }
  }

  /** The patterns of one repository as they may leave it: no names, paths or code. */
  @Get('patterns/export')
  async export(@Query() query: Parameters) {
    const repository = oneText('repository', query['repository'])
    if (repository === undefined) throw refused('repository is missing')
    const rows = await this.reader.find<Pattern>('pattern', { repository, limit: limitOf(query['limit']) })
    const keys = rows.flatMap(({ value }) => value.fingerprint ?? [])
    const errors = await this.reader.find<ErrorKnown>('error', { repository, keys, limit: 1000 })
    const types = new Map(errors.map(({ value }) => [value.fingerprint, value.type]))
    return { patterns: rows.map(({ value }) => anonymisePattern(value, types.get(value.fingerprint ?? ''))) }
  }

  /** Known errors, the latest first. */
  @Get('errors')
  async errors(@Query() query: Parameters) {
    const fingerprint = oneText('fingerprint', query['fingerprint'])
    const rows = await this.reader.find<ErrorKnown>('error', {
      repository: oneText('repository', query['repository']),
      ...(fingerprint === undefined ? {} : { keys: [fingerprint] }),
      limit: limitOf(query['limit']),
    })
    return { errors: await this.shown(rows) }
  }

  /** What is known of the error in a text: the same one, else its family; others' repairs only where both sides share. */
  @Post('errors/known')
  @HttpCode(200)
  async known(@Body() body: unknown) {
    const { text, repository } = readQuestion(body)
    const error = fingerprintError(text)
    if (!error) return { errors: [] }
    const rows = await this.reader.find<ErrorKnown>('error', { keys: [error.fingerprint, error.family], limit: 1000 })
    const { sharing } = this.config
    const visible = rows.filter(
      (row) =>
        repository === undefined ||
        row.repository === repository ||
        (sharing.includes(repository) && sharing.includes(row.repository)),
    )
    const same = visible.filter(({ value }) => value.fingerprint === error.fingerprint)
    const told = new Set(same.map((row) => row.repository))
    const kin = visible.filter(({ repository: place, value }) => value.fingerprint === error.family && !told.has(place))
    return { ...error, errors: await this.shown([...same, ...kin]) }
  }

  /** Rules as proposed, in force, refused or retired, the newest first; without their texts. */
  @Get('rules')
  async rules(@Query() query: Parameters) {
    const rows = await this.reader.find<Rule>('rule', {
      repository: oneText('repository', query['repository']),
      fields: { kind: oneOf('kind', query['kind'], RULE_KINDS), state: oneOf('state', query['state'], RULE_STATES) },
      limit: limitOf(query['limit']),
    })
    return { rules: rows.map(({ repository, value }) => showRule(repository, value)) }
  }

  /** What the fixes of each repository took out of its code, as it was found last: what became a rule, and what did not. */
  @Get('minings')
  async minings(@Query() query: Parameters) {
    const rows = await this.reader.find<MiningShown>('setup', {
      repository: oneText('repository', query['repository']),
      keys: ['mined'],
      limit: limitOf(query['limit']),
    })
    return { minings: rows.map(({ repository, value }) => ({ repository, ...value })) }
  }

  /** One rule with its text and proof: `/rules/<repository>/<rule>`. */
  @Get('rules/*')
  async rule(@Param('*') path: string) {
    const cut = path.lastIndexOf('/')
    const [repository, rule] = [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)]
    const query = { repository, keys: [rule], limit: 1 }
    const [row] = await this.reader.find<Rule>('rule', query)
    if (!row) throw new NotFoundException({ code: 'not_found', message: `no rule ${path}` })
    return { ...showRule(row.repository, row.value), proposal: row.value.proposal }
  }

  /** Errors as people are told of them, without the repairs that people reject in their repository. */
  private async shown(rows: readonly { repository: string; value: ErrorKnown }[]) {
    const keys = rows.flatMap(({ value }) => fixesOf(value))
    const judged = await this.reader.find<Voices>('voices', { keys, limit: 1000 })
    return rows.map(({ repository, value }) => {
      const denied = judged.filter((one) => one.repository === repository && isDenied(one.value))
      return showError(value, repository, new Set(denied.map(({ key }) => key)))
    })
  }
}

const showRule = (
  repository: string,
  { rule, kind, name, state, pattern, areas, version, since, measure, event, proposal }: Rule,
) => ({
  repository,
  rule,
  kind,
  name,
  state,
  pattern,
  areas,
  ...(version === undefined ? {} : { version }),
  ...(since === undefined ? {} : { since }),
  latest: proposal.version,
  rationale: proposal.rationale,
  proof: { ...proposal.proof, fires_on: proposal.proof.fires_on.length },
  measure,
  event,
})

const readQuestion = (body: unknown): { text: string; repository: string | undefined } => {
  const { text, repository } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (typeof text !== 'string' || text.length === 0 || text.length > MAX_TEXT)
    throw refused(`text must be a text of 1 to ${MAX_TEXT} characters`)
  return { text, repository: oneText('repository', repository) }
}
