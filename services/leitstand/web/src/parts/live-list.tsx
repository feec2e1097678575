import { useState } from 'react'
import { type Row, live } from '../state/live.js'
import { useStore } from '../state/store.js'
import { useWords } from '../texts/words.js'
import { EventRow } from './event-row.js'
import { Icon } from './icon.js'

/** Rows as they come, or as they were when the person paused. */
export const useLiveRows = () => {
  const now = useStore(live)
  const [held, setHeld] = useState<readonly Row[] | undefined>()
  const newest = held?.[0]?.position ?? 0
  const waiting = held
    ? now.rows
        .filter(({ position }) => position > newest)
        .reduce((sum, row) => sum + (row.kind === 'burst' ? row.count : 1), 0)
    : 0
  return {
    state: held ? ('paused' as const) : now.state,
    rows: held ?? now.rows,
    waiting,
    paused: held !== undefined,
    pause: () => setHeld(live.get().rows),
    resume: () => setHeld(undefined),
  }
}

/** State of the stream, pause, and how many events wait behind it. */
export const LiveBar = ({ rows }: { readonly rows: ReturnType<typeof useLiveRows> }) => {
  const { t, number } = useWords()
  const { state, waiting, paused, pause, resume } = rows
  return (
    <div className="live-bar">
      <span className={`live-state live-${state}`} role="status">
        <span className="live-dot" aria-hidden="true" />
        {t(`live.${state}`)}
      </span>
      {waiting > 0 && (
        <button type="button" className="button button-new" onClick={resume}>
          {t('live.new', { n: number(waiting) })}
        </button>
      )}
      <button type="button" className="button button-quiet" aria-pressed={paused} onClick={paused ? resume : pause}>
        <Icon name={paused ? 'play' : 'pause'} />
        {t(paused ? 'live.resume' : 'live.pause')}
      </button>
    </div>
  )
}

/** A row that stands for events which are not shown one by one. */
export const GapRow = ({ row }: { readonly row: Exclude<Row, { kind: 'event' }> }) => {
  const { t, number, maybe } = useWords()
  if (row.kind === 'skipped') return <p className="row row-gap">{t('live.skipped', { n: number(row.count) })}</p>
  const types = Object.entries(row.types).sort(([, a], [, b]) => b - a)
  const names = types.slice(0, 3).map(([type, n]) => `${maybe(`type.${type}`, type)} ${number(n)}`)
  return (
    <p className="row row-gap" title={t('live.burstHint')}>
      <b>{t('live.burst', { n: number(row.count), s: number(Math.max(1, Math.round(row.ms / 1000))) })}</b>
      <span className="soft">{names.join(' · ')}</span>
    </p>
  )
}

/** The stream beside another view. */
export const LiveList = ({ repository, most }: { readonly repository: string | undefined; readonly most: number }) => {
  const { t } = useWords()
  const rows = useLiveRows()
  const shown = rows.rows.filter(
    (row) => row.kind !== 'event' || repository === undefined || row.event.repository === repository,
  )
  return (
    <>
      <LiveBar rows={rows} />
      {shown.length === 0 ? <p className="soft pad">{t('live.empty')}</p> : null}
      <div className="rows rows-narrow">
        {shown
          .slice(0, most)
          .map((row) =>
            row.kind === 'event' ? (
              <EventRow key={row.event.id} event={row.event} />
            ) : (
              <GapRow key={`${row.kind} ${row.position}`} row={row} />
            ),
          )}
      </div>
    </>
  )
}
