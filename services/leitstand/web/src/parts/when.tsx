import { useEffect } from 'react'
import { createStore, useStore } from '../state/store.js'
import { useWords } from '../texts/words.js'

const now = createStore(Date.now())
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all times on the page; it stands still while nothing shows a time. */
const useNow = (): number => {
  useEffect(() => {
    if (watchers++ === 0) timer = setInterval(() => now.set(Date.now()), 10_000)
    now.set(Date.now())
    return () => {
      if (--watchers === 0) clearInterval(timer)
    }
  }, [])
  return useStore(now)
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

const ago = (ms: number, lang: string): string => {
  const seconds = Math.round(ms / 1000)
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'auto', style: 'short' })
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  return format.format(Math.abs(seconds) < 10 ? 0 : seconds, 'second')
}

/** A time, as how long ago it was; the exact one on hover. `clock` shows the time of day. */
export const When = ({ time, clock = false }: { readonly time: string; readonly clock?: boolean }) => {
  const { language } = useWords()
  const current = useNow()
  const date = new Date(time)
  const exact = date.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <time dateTime={time} title={exact}>
      {clock ? clockOf(date, current, language) : ago(date.getTime() - current, language)}
    </time>
  )
}

const clockOf = (date: Date, current: number, lang: string): string => {
  const today = new Date(current)
  if (date.toDateString() === today.toDateString())
    return date.toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const year = date.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleDateString(lang, { day: 'numeric', month: 'short', ...year })
}
