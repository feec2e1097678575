import { Random } from '../../faults/rig/random.js'

/** A fault that people make again and again in one area. */
export interface Fault {
  readonly name: string
  readonly area: string
  /** What the guard of the area, or a monitor, says of it; `n` differs from time to time. */
  readonly says: (n: number) => string
  /** False for one that no guard can see. */
  readonly visible: boolean
}

/** One proposed change of the history. */
export interface Plan {
  readonly number: number
  readonly day: number
  readonly author: string
  readonly areas: readonly string[]
  readonly fault?: Fault
  /** Verdict of a judge that knows nothing of these faults: it sees one in four of them, and one harmless change in ten. */
  readonly level: 'low' | 'high'
  /** Whether a guard that looks at it sees the fault: nine in ten of the visible ones. */
  readonly seen: boolean
}

/** Areas of the repository; faults come back in the first four. */
export const AREAS = ['auth', 'billing', 'search', 'import', 'web', 'mail', 'reports', 'admin'] as const
const FAULTY = 4
const PER_DAY = 2
const AUTHORS = ['ada', 'bob', 'cem', 'dora', 'eve', 'finn']

const MESSAGES: readonly ((n: number, area: string) => string)[] = [
  (n, area) =>
    `TypeError: Cannot read properties of undefined (reading '${area}Id')\n    at load${area} (/build/${n}/src/${area}/load.ts:${n}:7)`,
  (n, area) => `Error: ${area} store answered 10.0.0.${n % 250}:${5000 + n} with status 503 after ${n * 13} ms`,
  (n, area) =>
    `Traceback (most recent call last):\n  File "/srv/${n}/${area}.py", line ${n}, in check\n    run()\nKeyError: '${area}_limit'`,
]

/** The faults that come back: three an area, one of the twelve unseen by any guard in every second area. */
export const faults: readonly Fault[] = AREAS.slice(0, FAULTY).flatMap((area, a) =>
  MESSAGES.map((says, m) => ({
    name: `${area} ${m + 1}`,
    area,
    says: (n: number) => says(n, area),
    visible: !(a % 2 === 0 && m === 2),
  })),
)

/** The same history for the same seed: one change in four of a faulty area repeats one of its faults. */
export const makeHistory = (seed: number, days: number): Plan[] => {
  const random = new Random(seed)
  return Array.from({ length: days * PER_DAY }, (_, i) => {
    const main = random.pick(AREAS)
    const areas = random.chance(0.3) ? [...new Set([main, random.pick(AREAS)])] : [main]
    const own = faults.filter(({ area }) => area === main)
    const fault = own.length > 0 && random.chance(0.25) ? random.pick(own) : undefined
    const level = random.chance(fault ? 0.25 : 0.1) ? 'high' : 'low'
    const seen = (fault?.visible ?? false) && random.chance(0.9)
    const plan = {
      number: i + 1,
      day: Math.floor(i / PER_DAY),
      author: random.pick(AUTHORS),
      areas,
      level,
      seen,
    } as const
    return fault ? { ...plan, fault } : plan
  })
}
