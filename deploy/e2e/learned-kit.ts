import type { Draft } from '@heimgewebe/contracts'
import { makeHistory } from '../bench/learning/history.js'
import { configured, guarded, opened } from '../bench/learning/replay.js'

/** Three changes of auth that failed their guard by one error, and four of web that passed: what heimlern makes a pattern of. */
export const threeBadChanges = (): Draft[] => {
  const [plan] = makeHistory(1, 1)
  const says = (n: number): string => `Error: token of ${n} ms is accepted`
  const runs = [11, 12, 13, 14, 1, 2, 3].flatMap((number) => {
    const area = number < 10 ? 'auth' : 'web'
    const fault = { name: 'old tokens', area, says, visible: true }
    const one = { ...plan!, number, day: number, author: 'ada', areas: [area], seen: number < 10, fault } as const
    return [opened(one), ...guarded(one, `018f2b5c-7a00-7000-8000-${String(number).padStart(12, '0')}`)]
  })
  return [configured(), ...runs]
}
