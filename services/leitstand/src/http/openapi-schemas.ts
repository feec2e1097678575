type Schema = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }
const count = { type: 'integer', minimum: 0 }
const number = { type: 'number' }
const flag = { type: 'boolean' }
const percent = { type: 'number', minimum: 0, maximum: 100 }
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const list = (items: Schema): Schema => ({ type: 'array', items })
const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values })

/** An object whose fields are all required but those whose name ends in a question mark. */
const object = (description: string, fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  description,
  required: Object.keys(fields).filter((name) => !name.endsWith('?')),
  properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace('?', ''), schema])),
})

const card = {
  subject: text,
  repository: text,
  kind: oneOf('commit', 'request', 'branch'),
  title: text,
  state: oneOf('open', 'merged', 'closed', 'recorded'),
  changed_at: time,
  'author?': text,
  'number?': count,
  'sha?': text,
  'branch?': text,
  'base_branch?': text,
  'draft?': flag,
  'url?': text,
  'added?': count,
  'deleted?': count,
  'files?': count,
  'risk?': ref('Risk'),
  decisions: list(ref('Fact')),
  guards: list(ref('Fact')),
  outcomes: list(ref('Fact')),
  checks: list(ref('Fact')),
  reviews: list(ref('Fact')),
}

/** Schemas of the outward API, by name. */
export const schemas: Readonly<Record<string, Schema>> = {
  Problem: object('What went wrong.', { code: text, message: text }),
  Reason: object('A past fact and the events that show it.', {
    text,
    events: list(text),
    'kind?': text,
    'weight?': number,
  }),
  Risk: object('A judgement, beside its baseline.', {
    event: text,
    assessed_at: time,
    percentile: percent,
    probability: { type: ['number', 'null'] },
    level: oneOf('low', 'medium', 'high'),
    signal: oneOf('learned', 'baseline', 'none'),
    reasons: list(ref('Reason')),
    baseline: object('The untrained baseline.', { name: text, value: number, percentile: percent }),
    areas: list(text),
    model: text,
  }),
  Fact: object('What was done about a change or became of it.', {
    event: text,
    time,
    type: text,
    detail: { type: 'object' },
  }),
  ChangeCard: object('A change with its latest judgement.', card),
  ChangePage: object('A change with everything that is known of it.', {
    ...card,
    timeline: list(ref('EventSummary')),
    timeline_cut: flag,
  }),
  EventSummary: object('An event as a list shows it.', {
    position: count,
    id: text,
    type: text,
    subject: text,
    time,
    line: text,
    parts: { type: 'object' },
    notable: flag,
    'repository?': text,
    'change?': text,
    correlationid: text,
    'causationid?': text,
  }),
  Burst: object('Events that were counted instead of sent.', {
    count,
    first: count,
    last: count,
    ms: count,
    types: { type: 'object', additionalProperties: count },
  }),
  RepositoryCard: object('A repository.', {
    repository: text,
    'location?': text,
    'default_branch?': text,
    'shallow?': flag,
    'registered_at?': time,
    commits: count,
    judged: count,
    open: count,
    'imported?': object('Absent while the first import runs.', {
      commits: count,
      seconds: number,
      releases: count,
      at: time,
    }),
    'configuration?': object('What its .heimgewebe.yaml says.', { areas: count, guards: count, problems: list(text) }),
    'last_at?': time,
  }),
  Incident: object('Something that is broken for users.', {
    subject: text,
    event: text,
    title: text,
    severity: text,
    detected_at: time,
    'repository?': text,
  }),
  Parked: object('An event that a service set aside.', {
    event: text,
    consumer: text,
    event_type: text,
    event_position: count,
    reason: text,
    tries: count,
    parked_by: text,
    parked_at: time,
  }),
  Overview: object('What is risky now and why.', {
    position: count,
    stack: text,
    open: list(ref('ChangeCard')),
    recent: list(ref('ChangeCard')),
    window: count,
    repositories: list(ref('RepositoryCard')),
    incidents: list(ref('Incident')),
    parked: list(ref('Parked')),
  }),
  Health: object('How well the services are.', {
    asked_at: time,
    services: list(
      object('A service.', {
        name: text,
        url: text,
        state: oneOf('ready', 'not-ready', 'unreachable'),
        ms: count,
        checks: list(object('A dependency.', { name: text, ok: flag, 'message?': text })),
        'message?': text,
      }),
    ),
    stream: object('The live stream.', { clients: count, dropped: count, position: count }),
  }),
  Command: object('A command as typed, such as wgx /guard auth.', { text, 'change?': text, 'repository?': text }),
  Watch: object('A repository to read and to follow.', { location: text, 'repository?': text }),
  CommandReceipt: object('The event that carries it into the log.', { id: text }),
}
