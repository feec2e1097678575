import { type AnyDraft, deriveId, draft, violationOfData } from '@heimgewebe/contracts'
import { type Incidents, type Known, severityOf } from './describe-alerts.js'
import { type Fields, present } from './payload-fields.js'
import { clean } from './storable-text.js'

const MAX_FILES = 100
const MAX_FRAMES = 1000

/** Frames that are not of the repository. */
const FOREIGN = /(^|\/)(node_modules|site-packages|dist-packages|vendor)\/|^(node:|internal\/|<|\[)|^$/

/**
 * An issue or an event of Sentry and its like: the hook of an issue, of an alert rule, of the old plugin, or the event
 * alone. One issue is one incident; an event of it adds the files of its stack.
 */
export const describeErrorReport = (report: Fields, known: Known): Incidents => {
  const said = report.has('data') ? report.at('data') : report
  const issue = said.at('issue')
  const event = said.has('event') ? said.at('event') : said.has('error') ? said.at('error') : said
  const made = ofReport(report, issue, event, known)
  return made === undefined || violationOfData(made.type, made.data) !== undefined
    ? { drafts: [], skipped: 1 }
    : { drafts: [made], skipped: 0 }
}

const idOf = (of: Fields, name: string): string | undefined => of.text(name) ?? of.number(name)?.toString()

const ofReport = (report: Fields, issue: Fields, event: Fields, known: Known): AnyDraft | undefined => {
  const id = idOf(issue, 'id') ?? idOf(event, 'issue_id') ?? idOf(event, 'groupID') ?? idOf(event, 'event_id')
  if (id === undefined) return undefined
  const repository = tagOf(event, 'repository') ?? known.repository
  const place = present({ repository: repository === undefined ? undefined : clean(repository, 300) })
  const subject = `incident/${deriveId(0, `sentry|${id}`)}`
  const title = clean(issue.text('title') ?? event.text('title') ?? event.text('message') ?? 'error', 1000)
  const over = report.text('action') === 'resolved' || issue.text('status') === 'resolved'
  const time = timeOf(issue, event, over || report.text('action') === 'unresolved')
  if (time === undefined) return undefined
  const common = { subject, time, actor: 'tool/sentry' }
  if (over) {
    const seed = `sentry|${id}|resolved|${time}`
    const data = { title, resolved_at: time, ...place }
    return { ...draft('incident.resolved.v1', { ...common, data }), id: deriveId(Date.parse(time), seed) }
  }
  const files = filesOf(event)
  const project = issue.at('project').text('slug') ?? report.text('project_slug') ?? known.service
  const text = [issue.text('culprit') ?? event.text('culprit'), ...stackOf(event)].filter((line) => line !== undefined)
  const made = draft('incident.detected.v1', {
    ...common,
    data: {
      title,
      severity: severityOf(issue.text('level') ?? event.text('level'), 'error'),
      detected_at: time,
      ...place,
      ...present({
        service: project === undefined ? undefined : clean(project, 300),
        text: text.length === 0 ? undefined : clean(text.join('\n'), 32_000),
        files: files.length === 0 ? undefined : files,
      }),
    },
  })
  // A thousand events of one issue are one incident, told at most once by the issue and once with a stack. Back: anew.
  const round = report.text('action') === 'unresolved' ? time : files.length > 0 ? 'stack' : 'issue'
  return { ...made, id: deriveId(0, `sentry|${id}|detected|${round}`) }
}

const timeOf = (issue: Fields, event: Fields, latest: boolean): string | undefined =>
  (latest ? issue.time('lastSeen') : issue.time('firstSeen')) ??
  event.time('datetime') ??
  event.time('timestamp') ??
  event.time('received')

const framesOf = (event: Fields): Fields[] =>
  event
    .at('exception')
    .list('values')
    .slice(0, 50)
    .flatMap((one) => one.at('stacktrace').list('frames'))
    .slice(-MAX_FRAMES)
    // The place that failed comes last.
    .reverse()

const filesOf = (event: Fields): string[] => {
  const frames = framesOf(event).filter((frame) => frame.raw()['in_app'] !== false)
  const names = frames.map((frame) => pathOf(frame.text('filename') ?? frame.text('abs_path') ?? ''))
  return [...new Set(names)].filter((name) => !FOREIGN.test(name)).slice(0, MAX_FILES)
}

/** A bundler's or a runtime's name of a file, as the repository names it. */
const pathOf = (name: string): string =>
  clean(name, 4096)
    .replace(/^(app|webpack|webpack-internal|file):\/+/, '')
    .replace(/^(\.{1,2}\/)+|^\/(usr\/src\/)?app\//, '')
    .replace(/[?#].*$/, '')

const stackOf = (event: Fields): string[] => [
  ...event
    .at('exception')
    .list('values')
    .slice(0, 50)
    .map((one) => `${one.text('type') ?? 'Error'}: ${one.text('value') ?? ''}`),
  ...framesOf(event)
    .slice(0, 100)
    .map(
      (frame) =>
        `  at ${frame.text('function') ?? '?'} (${frame.text('filename') ?? '?'}:${frame.number('lineno') ?? 0})`,
    ),
]

/** Tags come as pairs or as objects. */
const tagOf = (event: Fields, name: string): string | undefined => {
  const tags = event.raw()['tags']
  if (!Array.isArray(tags)) return event.at('tags').text(name)
  const found = tags.find((tag: unknown) => Array.isArray(tag) && tag[0] === name) as unknown[] | undefined
  if (typeof found?.[1] === 'string') return found[1]
  return event
    .list('tags')
    .find((tag) => tag.text('key') === name)
    ?.text('value')
}
