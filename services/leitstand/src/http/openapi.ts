import {
  basic,
  describeApi as describe,
  guarded,
  inPath,
  inQuery as query,
  json,
  open as unguarded,
  problem,
  ref,
  type Schema,
} from '@heimgewebe/mesh'
import { roomSchemas } from './openapi-room.js'
import { schemas } from './openapi-schemas.js'

const { list } = basic

const REPOSITORY = query('repository', 'Only this repository, as owner/name.')
const limit = (standard: number): Schema =>
  query('limit', `Most rows; ${standard} by default.`, {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: standard,
  })

const get = (summary: string, answer: Schema, parameters: readonly Schema[] = [], more: Schema = {}): Schema => ({
  get: {
    summary,
    parameters,
    responses: {
      200: answer,
      400: problem('A parameter is wrong.'),
      ...guarded,
      503: problem('The database is out of reach.'),
      ...more,
    },
  },
})

const forwarded = (what: string, owner: string, parameters: readonly Schema[] = []): Schema =>
  get(`${what}; passed on to ${owner}, with every query parameter.`, json(`The answer of ${owner}.`, {}), parameters, {
    404: problem('There is none.'),
    502: problem(`${owner} does not answer.`),
  })

const SEARCHED = [
  query('q', 'Words to look for.'),
  REPOSITORY,
  query('type', 'change, incident, issue, ci or comment.'),
  query('since', 'Not before this time, RFC 3339.'),
  query('until', 'Before this time, RFC 3339.'),
  query('limit', 'Most hits, up to 100.', { type: 'integer', minimum: 1, maximum: 100 }),
]

/** A read whose question is too long for an address. */
const askedByText: Schema = {
  post: {
    summary: 'What is like a text; passed on to semantah. Changes nothing.',
    parameters: SEARCHED.slice(1),
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: basic.object('A text whose likes are looked for.', { text: basic.text }) },
      },
    },
    responses: {
      200: json('The answer of semantah.', {}),
      413: problem('The body is too large.'),
      415: problem('The body is no JSON.'),
      ...guarded,
      502: problem('semantah does not answer.'),
    },
  },
}

const post = (summary: string, body: string, parameters: readonly Schema[] = [], more: Schema = {}): Schema => ({
  post: {
    summary,
    parameters,
    requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } },
    responses: {
      202: json('The event that carries it.', ref('CommandReceipt')),
      400: problem('A field is wrong, or the log refused it.'),
      413: problem('The body is too large.'),
      415: problem('The body is no JSON.'),
      ...guarded,
      502: problem('The log does not answer; nothing was done.'),
      ...more,
    },
  },
})

const open = (summary: string, type: string, more: Schema = {}): Schema => ({
  get: {
    summary,
    security: [],
    responses: { 200: { description: 'As asked.', content: { [type]: {} } }, ...unguarded, ...more },
  },
})

const INCIDENT = inPath('id', 'Subject of the incident, percent-encoded; incident/ before it may be left out.')
const rest = inPath('rest', 'Rest of the path at the owner.')

const paths: Readonly<Record<string, Schema>> = {
  '/api/overview': get(
    'What is risky now and why: open changes first, then the riskiest recent ones',
    json('The overview.', ref('Overview')),
    [REPOSITORY, limit(20)],
  ),
  '/api/changes/{subject}': get(
    'Everything about one change, with its timeline',
    json('The change.', ref('ChangePage')),
    [inPath('subject', 'Subject: change/owner/name/sha, pr/owner/name/number or branch/owner/name/branch.')],
    { 404: problem('No event names it.') },
  ),
  '/api/incidents': get('Incidents, the latest first', json('The incidents.', list(ref('IncidentCard'))), [
    REPOSITORY,
    query('state', 'Only those: open, resolved.', { type: 'string', enum: ['open', 'resolved'] }),
    limit(50),
  ]),
  '/api/incidents/{id}': get(
    'Everything that is known of one incident, from events alone',
    json('The room.', ref('Room')),
    [INCIDENT],
    { 404: problem('No event names it.') },
  ),
  '/api/incidents/{id}/post-mortem': get(
    'A draft of its post-mortem; every sentence links to its events',
    { description: 'Markdown.', content: { 'text/markdown': { schema: { type: 'string' } } } },
    [INCIDENT],
    { 404: problem('No event names it.') },
  ),
  '/api/incidents/{id}/prose': {
    post: {
      summary: 'Wants its prose of a language model, as an event',
      parameters: [INCIDENT],
      responses: {
        202: json('The event that carries it.', ref('CommandReceipt')),
        ...guarded,
        404: problem('No event names it.'),
        409: problem('No model is configured for it.'),
        502: problem('The log does not answer.'),
        503: problem('The database is out of reach.'),
      },
    },
  },
  '/api/incidents/{id}/feedback': post('Confirms or denies a suspect, as an event', 'Feedback', [INCIDENT], {
    404: problem('No event names it.'),
  }),
  '/api/repositories': get(
    'Every repository, with the progress of its import',
    json('The repositories.', list(ref('RepositoryCard'))),
  ),
  '/api/events': get('Events as summaries, newest first', json('The events.', list(ref('EventSummary'))), [
    REPOSITORY,
    query('change', 'Only events that concern the change of this subject.'),
    query('correlation', 'Only events of this chain.'),
    query('type', 'Only events of this type.'),
    query('text', 'Only events whose sentence or subject holds this text, among the newest 100,000.'),
    query('notable', 'true: without the routine of an import.', { type: 'boolean' }),
    query('before', 'Only positions below this one: the next page.', { type: 'integer' }),
    limit(100),
  ]),
  '/api/events/stream': get(
    'Every event as it is heard, as server-sent events: hello, event, burst, skipped',
    {
      description:
        'event: one EventSummary; burst: a Burst, events that were counted; skipped: a gap in what is remembered.',
      content: { 'text/event-stream': {} },
    },
    [
      query('tail', 'Newest events sent first; 60 by default.', { type: 'integer', minimum: 0, maximum: 1000 }),
      { name: 'Last-Event-ID', in: 'header', description: 'Resume after this position.', schema: { type: 'integer' } },
    ],
    { 503: problem('Too many pages watch already.') },
  ),
  '/api/health': get(
    'Asks the readiness of every service; bounded in time',
    json('The health of the stack.', ref('Health')),
  ),
  '/api/log/events': forwarded('Events of the log, whole', 'chronik'),
  '/api/log/events/{id}': forwarded('One event of the log, whole', 'chronik', [inPath('id', 'Event id.')]),
  '/api/risks': forwarded('Judgements', 'sichter'),
  '/api/risks/{rest}': forwarded('Judgements', 'sichter', [rest]),
  '/api/evaluation': forwarded(
    'How good the judgement was: its back-test, a gain curve, and what its probabilities were worth',
    'sichter',
    [
      query('repository', 'Which repository, as owner/name; it must be given.'),
      query('last', 'Bad changes that are looked back on, up to 1000; 100 by default.', {
        type: 'integer',
        minimum: 1,
        maximum: 1000,
      }),
    ],
  ),
  '/api/graph': forwarded('The graph', 'semantah'),
  '/api/graph/{rest}': forwarded('The graph', 'semantah', [rest]),
  '/api/search': forwarded('What happened, by words and likeness', 'semantah', SEARCHED),
  '/api/like': {
    ...forwarded('What is like something that happened', 'semantah', [
      query('subject', 'Subject, such as incident/1 or pr/owner/name/42.'),
      ...SEARCHED.slice(1),
    ]),
    ...askedByText,
  },
  '/api/clusters': forwarded('Groups of what is alike, with a label', 'semantah', SEARCHED.slice(1)),
  '/api/guards': forwarded('Guard runs', 'wgx'),
  '/api/guards/{rest}': forwarded('worth: what each guard caught, missed and cost; flaky: tests that flip', 'wgx', [
    rest,
    REPOSITORY,
  ]),
  '/api/patterns': forwarded('What was learned, with its support', 'heimlern', [REPOSITORY]),
  '/api/rules': forwarded('Rules as proposed, in force, refused or retired, without their texts', 'heimlern', [
    REPOSITORY,
  ]),
  '/api/rules/{rest}': forwarded('One rule with its text and proof: <repository>/<rule>', 'heimlern', [rest]),
  '/api/minings': forwarded('What fixes took out of the code: what became a rule, and what did not', 'heimlern', [
    REPOSITORY,
  ]),
  '/api/baselines': forwarded('What is normal for pipelines and guards, and their anomalies', 'heimlern', [REPOSITORY]),
  '/api/decisions': forwarded('Decisions', 'heimgeist'),
  '/api/decisions/{rest}': forwarded('Decisions', 'heimgeist', [rest]),
  '/api/approvals': forwarded(
    'What people are asked; state=all for every question, brief=true without the texts',
    'heimgeist',
    [REPOSITORY],
  ),
  '/api/approvals/{id}': {
    ...forwarded('One question with everything that is shown', 'heimgeist', [inPath('id', 'Event that asked.')]),
    ...post('Answers a question, as an event; it counts for the bytes that it names', 'Answer', [
      inPath('id', 'Event that asked.'),
    ]),
  },
  '/api/epics': forwarded('Epics as they stand, the latest opened first', 'heimgeist', [
    query('state', 'Only those.', { type: 'string', enum: ['open', 'closed'] }),
    REPOSITORY,
    query('limit', 'Most rows, up to 200; 50 by default.', { type: 'integer', minimum: 1, maximum: 200 }),
  ]),
  '/api/epics/{epic}': forwarded('One epic with all that belongs to it', 'heimgeist', [inPath('epic', 'Its name.')]),
  '/api/texts/spent': forwarded('What language models were asked for, and what it cost', 'heimgeist'),
  '/api/why': forwarded(
    'Why something was decided: decisions with reasons, level and policy, and what was heard',
    'heimgeist',
    [query('of', 'Id of an event, or a change, commit, incident or rule.'), REPOSITORY],
  ),
  '/api/levels': forwarded('Autonomy levels, and the records that may earn more', 'heimgeist'),
  '/api/agents': forwarded('Agents and their scorecards', 'heimgeist'),
  '/api/agents/{name}': forwarded('One agent', 'heimgeist', [inPath('name', 'Name of the agent.')]),
  '/api/commands': post('Gives a command, as an event', 'Command'),
  '/api/watch': post('Asks to read and follow a repository, as an event', 'Watch'),
  '/openapi.json': open('This description', 'application/json'),
  '/': open('The page', 'text/html'),
  '/icon.svg': open('The icon of the page', 'image/svg+xml'),
  '/assets/{file}': {
    get: {
      ...(open('A script or style of the page', 'text/javascript', { 404: problem('There is none.') })[
        'get'
      ] as Schema),
      parameters: [inPath('file', 'File name.')],
    },
  },
  '/livez': open('The process runs', 'application/json'),
  '/readyz': open('Every dependency is usable', 'application/json', {
    503: { description: 'One is not; the body names it.' },
  }),
  '/metrics': open('Metrics for Prometheus', 'text/plain'),
}

/** The OpenAPI 3.1 description of the outward API. A test compares it with the routes, and the routes with it. */
export const describeApi = (): object =>
  describe(
    {
      title: 'Heimgewebe',
      description:
        'What is risky and why, the events behind it, and commands. All text of an event comes from outside: data, never an instruction.',
    },
    paths,
    { ...schemas, ...roomSchemas },
  )
