import type { EventSummary, RepositoryCard } from '../../../src/api.js'
import { EventRow } from '../parts/event-row.js'
import { FilterBar } from '../parts/filter-bar.js'
import { GapRow, LiveBar, useLiveRows } from '../parts/live-list.js'
import { RepositoryPicker } from '../parts/repository-picker.js'
import { type Address, useAddress } from '../state/address.js'
import { useHistory } from '../state/history.js'
import type { Row } from '../state/live.js'
import { useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'

/** Every event: live at the top, the past below. */
export const EventsView = () => {
  const { t } = useWords()
  const where = useAddress()
  const rows = useLiveRows()
  const past = useHistory(where)
  const repositories = useResource<RepositoryCard[]>('/api/repositories')
  const merged = merge(rows.rows.filter(fits(where)), past.events)
  return (
    <div className="single">
      <div className="title-line">
        <h1>{t('nav.events')}</h1>
        <LiveBar rows={rows} />
      </div>
      <FilterBar />
      <RepositoryPicker repositories={repositories.value ?? []} />
      <div className="rows rows-wide">
        {merged.map((row) =>
          row.kind === 'event' ? (
            <EventRow key={row.event.id} event={row.event} />
          ) : (
            <GapRow key={`${row.kind} ${row.position}`} row={row} />
          ),
        )}
      </div>
      {merged.length === 0 && !past.loading && (
        <p className="soft pad">{t((where.type ?? where.text ?? where.repository) ? 'live.noMatch' : 'live.empty')}</p>
      )}
      <p className="pad">
        {past.complete ? (
          merged.length > 0 && <span className="soft">{t('live.beginning')}</span>
        ) : (
          <button type="button" className="button" onClick={past.more} disabled={past.loading}>
            {t(past.loading ? 'loading' : 'live.older')}
          </button>
        )}
      </p>
    </div>
  )
}

const fits =
  ({ repository, type, text, notable }: Address) =>
  (row: Row): boolean => {
    if (row.kind !== 'event') return type === undefined && text === undefined && notable === undefined
    const { event } = row
    const holds = (part: string): boolean => part.toLowerCase().includes((text ?? '').toLowerCase())
    return (
      (repository === undefined || event.repository === repository) &&
      (type === undefined || event.type === type) &&
      (notable === undefined || event.notable) &&
      (text === undefined || holds(event.line) || holds(event.subject))
    )
  }

/** Live rows and events of the past as one list without doubles, newest first. */
const merge = (now: readonly Row[], past: readonly EventSummary[]): readonly Row[] => {
  const known = new Set(now.flatMap((row) => (row.kind === 'event' ? [row.position] : [])))
  const older = past
    .filter(({ position }) => !known.has(position))
    .map((event): Row => ({ kind: 'event', position: event.position, event }))
  return [...now, ...older].sort((a, b) => b.position - a.position)
}
