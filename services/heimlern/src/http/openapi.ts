import { basic, describeApi, guarded, inPath, inQuery, json, problem, ref, type Schema } from '@heimgewebe/mesh'

const { count, list, object, oneOf, text, time } = basic
const anything = { type: 'object' }
const share = { type: 'number', minimum: 0, maximum: 1 }
const PATTERN_KIND = oneOf('bad', 'good', 'fix', 'success_path', 'flaky', 'error')
const PATTERN_STATE = oneOf('candidate', 'learned', 'retired')
const RULE_KIND = oneOf('policy', 'runbook', 'template', 'lint_rule')
const RULE_STATE = oneOf('proposed', 'in_force', 'rejected', 'retired')

const REPOSITORY = inQuery('repository', 'Only of this repository, as owner/name.')
const LIMIT = inQuery('limit', 'Most rows; 100 by default.', { type: 'integer', minimum: 1, maximum: 1000 })
const get = (summary: string, name: string, parameters: readonly Schema[], more: Schema = {}): Schema => ({
  get: { summary, parameters, responses: { 200: json('The answer.', ref(name)), ...guarded, ...more } },
})

const errorOf = object('A known error, or a family of errors, and what mended it.', {
  repository: text,
  fingerprint: text,
  family: text,
  type: text,
  template: text,
  count,
  seen: list(object('Where it was seen.', { subject: text, at: time, event: text })),
  unsteady: count,
  solved: text,
  fixes: list(object('One kind of change.', { change: text, solved: count, against: count, repairs: list(anything) })),
})
const ruleOf = (more: Readonly<Record<string, Schema>> = {}): Schema =>
  object('A rule and how it fares.', {
    repository: text,
    rule: text,
    kind: RULE_KIND,
    name: text,
    state: RULE_STATE,
    pattern: text,
    areas: list(text),
    'version?': count,
    'since?': time,
    latest: count,
    rationale: text,
    proof: object('The latest version, tried on the past.', {
      fires_on: count,
      silent_on: count,
      false_alarms: count,
      'misses?': count,
      'since?': text,
      'until?': text,
    }),
    measure: object('Changes that it matched since it is in force, by how they ended.', {
      helped: count,
      noise: count,
      missed: count,
    }),
    event: text,
    ...more,
  })

/** OpenAPI 3.1 of every read of heimlern. */
export const description = describeApi(
  { title: 'heimlern: what was learned', description: 'Outcomes, errors and their repairs, patterns, rules.' },
  {
    '/outcomes': get('Outcomes of changes, the latest first.', 'Outcomes', [
      REPOSITORY,
      inQuery('change', 'Only of this change.'),
      LIMIT,
    ]),
    '/counts': get('Counts by area, rule and repository, most bad changes first.', 'Counts', [
      REPOSITORY,
      inQuery('scope', 'What is counted over.', oneOf('area', 'rule', 'repository')),
      LIMIT,
    ]),
    '/patterns': get('Patterns, the newest first.', 'Patterns', [
      REPOSITORY,
      inQuery('kind', 'Only of this kind.', PATTERN_KIND),
      inQuery('state', 'Only in this state.', PATTERN_STATE),
      LIMIT,
    ]),
    '/patterns/export': get('Patterns of one repository without names, paths or code.', 'Export', [
      { ...REPOSITORY, required: true },
      LIMIT,
    ]),
    '/errors': get('Known errors, the latest first.', 'Errors', [
      REPOSITORY,
      inQuery('fingerprint', 'Only this error or family.'),
      LIMIT,
    ]),
    '/errors/known': {
      post: {
        summary: 'What is known of the error in a text. Changes nothing.',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: object('The question.', {
                text: { ...text, minLength: 1, maxLength: 32_000 },
                'repository?': text,
              }),
            },
          },
        },
        responses: {
          200: json('The answer.', ref('Known')),
          ...guarded,
          413: problem('The body is too large.'),
          415: problem('The body is no JSON.'),
        },
      },
    },
    '/rules': get('Rules, the newest first, without their texts.', 'Rules', [
      REPOSITORY,
      inQuery('kind', 'Only of this kind.', RULE_KIND),
      inQuery('state', 'Only in this state.', RULE_STATE),
      LIMIT,
    ]),
    '/minings': get('What fixes took out of the code, as it was found last in each repository.', 'Minings', [
      REPOSITORY,
      LIMIT,
    ]),
    '/rules/{rest}': get('One rule with its text and proof.', 'Rule', [inPath('rest', '<repository>/<rule>.')], {
      404: problem('There is no such rule.'),
    }),
  },
  {
    Outcomes: object('Outcomes.', { outcomes: list(anything) }),
    Counts: object('Counts.', { counts: list(anything) }),
    Patterns: object('Patterns as pattern.learned.v1 has them.', { patterns: list(anything) }),
    Export: object('Patterns that may leave their repository.', {
      patterns: list(
        object('One pattern.', {
          kind: PATTERN_KIND,
          about: text,
          'fingerprint?': text,
          'error?': text,
          state: PATTERN_STATE,
          support: count,
          counter_cases: count,
          confidence: share,
        }),
      ),
    }),
    Errors: object('Errors.', { errors: list(errorOf) }),
    Known: object('The identity of the error in the text, and what is known of it.', {
      'fingerprint?': text,
      'family?': text,
      'template?': text,
      'type?': text,
      errors: list(errorOf),
    }),
    Rules: object('Rules.', { rules: list(ruleOf()) }),
    Minings: object('What fixes took out of the code.', {
      minings: list(
        object('The latest mining of one repository.', {
          repository: text,
          event: text,
          at: time,
          verdict: oneOf('done', 'not_run', 'timed_out', 'unknown'),
          reason: text,
          rules: list(
            object('A construct that became a rule.', {
              rule: text,
              language: text,
              construct: text,
              fires_on: count,
              silent_on: count,
            }),
          ),
          refused: list(
            object('A construct that did not.', {
              language: text,
              construct: text,
              reason: text,
              cases: count,
              silent_on: count,
              false_alarms: count,
            }),
          ),
          cases_read: count,
          good_read: count,
          files_unread: count,
        }),
      ),
    }),
    Rule: ruleOf({ proposal: anything }),
  },
)
