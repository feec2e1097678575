import { useEffect, useId, useState } from 'react'
import { go } from '../state/address.js'
import { useWords } from '../texts/words.js'

/** Steps of the slider between the beginning and now. */
const STEPS = 500
/** Quiet time while somebody drags, in milliseconds. */
const DRAG_MS = 250

/** As when the graph is shown: a time from when the start was first heard of until now. */
export const MomentField = ({ at, since }: { readonly at: string | undefined; readonly since: string | undefined }) => {
  const { t } = useWords()
  const id = useId()
  const [drag, setDrag] = useState<number>()
  const now = Date.now()
  const first = Math.min(since === undefined ? now : Date.parse(since), now - STEPS * 60_000)
  const chosen = drag ?? (at === undefined ? now : Date.parse(at))
  useEffect(() => {
    if (drag === undefined) return
    const timer = setTimeout(() => {
      go({ at: drag >= Date.now() - 60_000 ? undefined : momentOf(drag) }, 'replace')
      setDrag(undefined)
    }, DRAG_MS)
    return () => clearTimeout(timer)
  }, [drag])
  return (
    <div className="moment" role="group" aria-label={t('graph.asOf')}>
      <label htmlFor={id}>{t('graph.asOf')}</label>
      <input
        id={id}
        type="datetime-local"
        value={localOf(chosen)}
        max={localOf(now)}
        onChange={({ target }) => {
          const time = Date.parse(target.value)
          if (!Number.isNaN(time)) go({ at: time >= now - 60_000 ? undefined : momentOf(time) }, 'replace')
        }}
      />
      <input
        type="range"
        min={0}
        max={STEPS}
        value={Math.round(((Math.min(Math.max(chosen, first), now) - first) / (now - first)) * STEPS)}
        aria-label={t('graph.slider')}
        onChange={({ target }) => setDrag(first + (Number(target.value) / STEPS) * (now - first))}
      />
      {at === undefined ? (
        <span className="tag">{t('graph.now')}</span>
      ) : (
        <button type="button" className="button button-quiet" onClick={() => go({ at: undefined })}>
          {t('graph.toNow')}
        </button>
      )}
    </div>
  )
}

/** Unix milliseconds as the address carries them: to the minute. */
const momentOf = (time: number): string => `${new Date(time).toISOString().slice(0, 16)}Z`

/** As a field for local time takes it. */
const localOf = (time: number): string => {
  const there = new Date(time - new Date(time).getTimezoneOffset() * 60_000)
  return there.toISOString().slice(0, 16)
}
