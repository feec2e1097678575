import type { Room } from '../../../src/decisions/room.js'
import { CopyButton } from '../parts/copy-button.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { When } from '../parts/when.js'
import { startAt } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import { Affected, Before } from './known-again.js'
import { OneLook } from './one-look.js'
import { PostMortem } from './post-mortem.js'
import { Prose } from './prose.js'
import { Beside, Near, Rows } from './rows.js'
import { momentOf, spanOf } from './span.js'
import { Suspects } from './suspects.js'

/** What may change a room. Much else does by and by; it is read anew when the room is opened. */
const NEWS = [
  'incident.',
  'suspects.',
  'feedback.',
  'proof.',
  'trial.',
  'approval.',
  'guard.finished',
  'pattern.',
  'text.',
]

/** The room of one incident: the answer in one look first, then what it rests on. */
export const RoomPage = ({ subject }: { readonly subject: string }) => {
  const { t } = useWords()
  const path = `/api/incidents/${encodeURIComponent(subject)}`
  const { value, problem, again } = useResource<Room>(path)
  useNewsOf(NEWS, again)
  return (
    <div className="single room">
      <p>
        <Link to={{ incident: undefined }}>
          <Icon name="left" /> {t('room.all')}
        </Link>
      </p>
      {problem && (problem.status === 404 ? <p>{t('room.unknown')}</p> : <Problem problem={problem} again={again} />)}
      {value && <Whole room={value} path={path} />}
    </div>
  )
}

const Whole = ({ room, path }: { readonly room: Room; readonly path: string }) => {
  const { t } = useWords()
  const from = room.detected_at ?? room.resolved_at
  return (
    <>
      <Head room={room} />
      <OneLook room={room} />
      <div className="buttons">
        <Link to={startAt(room.subject)} className="button">
          {t('room.graph')}
        </Link>
        <CopyButton
          text={`npx heimgewebe incident '${room.subject.replaceAll(/[^\w./@:+-]/g, '')}'`}
          label={t('event.copyCommand')}
        />
      </div>
      <PostMortem path={`${path}/post-mortem`} room={room} />
      <Prose room={room} path={path} />
      <Suspects room={room} />
      <Near room={room} />
      <Beside room={room} />
      <Affected room={room} />
      <Rows id="checks" title={t('room.checks')} rows={room.checks} none={t('room.noChecks')} from={from} />
      <Rows id="deeds" title={t('room.deeds')} rows={room.deeds} none={t('room.noDeeds')} from={from} />
      <Before room={room} />
      <Rows id="timeline" title={t('room.timeline')} rows={room.timeline} none={t('room.noTimeline')} from={from} />
      <Report room={room} />
    </>
  )
}

const Head = ({ room }: { readonly room: Room }) => {
  const { t, maybe, language } = useWords()
  const { title, state, severity, service, repository, detected_at: since, resolved_at: over, seconds, reports } = room
  return (
    <div className="headline">
      <h1>{title}</h1>
      <p className="meta">
        <span className={`tag ${state === 'open' ? 'tag-open' : ''}`}>
          {t(state === 'open' ? 'room.isOpen' : 'room.isOver')}
        </span>
        {severity !== undefined && <span className="tag">{maybe(`severity.${severity}`, severity)}</span>}
        <span>{service ?? t('room.noService')}</span>
        {repository !== undefined && <span>{repository}</span>}
        {since === undefined ? (
          <span>{t('room.noBeginning')}</span>
        ) : (
          <span>
            {t('room.since')} {momentOf(since, language)} (<When time={since} />)
          </span>
        )}
        {reports.rows.length > 1 && <span>{t('room.reports', { n: reports.rows.length + reports.more })}</span>}
        {over !== undefined && (
          <span>
            {t('room.overSince')} {momentOf(over, language)}
          </span>
        )}
        {seconds !== undefined && <span>{t('room.lasted', { span: spanOf(seconds, language) })}</span>}
      </p>
    </div>
  )
}

/** What was reported, as it came: text of strangers, shown as text. */
const Report = ({ room: { report, files } }: { readonly room: Room }) => {
  const { t } = useWords()
  if ((report ?? '') === '' && files.length === 0) return null
  return (
    <details>
      <summary>{t('room.report')}</summary>
      {(report ?? '') !== '' && (
        <pre className="exact" tabIndex={0}>
          {report}
        </pre>
      )}
      {files.map((file) => (
        <p key={file}>
          <code>{file}</code>
        </p>
      ))}
    </details>
  )
}
