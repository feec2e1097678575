import type { Random } from '../rig/random.js'

/** Texts that have broken parsers, stores and terminals. */
const HOSTILE: readonly string[] = [
  '',
  '\u0000',
  '\ud800',
  '\u202e\u0007\u001b[2J',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  '$(touch x)`touch y`',
  "'; drop table log; --",
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  '%00%0d%0aX-Injected: 1',
  'a'.repeat(5000),
  '\u{1f4a9}'.repeat(300),
  '9'.repeat(400),
  '1e400',
  '-0',
  'NaN',
  '2026-02-30T25:61:61Z',
  '0000-00-00T00:00:00Z',
  'heimgewebe/chronik',
]

/** Values of other kinds. */
const STRANGE: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 2 ** 53,
  () => 1e308,
  () => [],
  () => ({}),
  () => [[[[[[]]]]]],
  () => ({ __proto__: null, toString: 1, then: 1 }),
  () => Array.from({ length: 300 }, (_, n) => n),
]

/** Damages bytes: flips, cuts, doubles, puts in. Never gives back the same bytes. */
export const damaged = (bytes: Buffer, random: Random): Buffer => {
  const at = random.int(0, Math.max(0, bytes.length - 1))
  const broken = random.pick([
    () => {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[at] = copy[at]! ^ (1 << random.int(0, 7))
      return copy
    },
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes, bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random.int(0, 255)]), bytes.subarray(at)]),
    () => Buffer.concat([bytes, Buffer.from(' ')]),
  ])()
  return broken.equals(bytes) ? Buffer.concat([bytes, Buffer.from('\n')]) : broken
}

/** A copy of a JSON value in which one to four places hold something else. */
export const twisted = (value: unknown, random: Random): unknown => {
  let result = value
  for (let times = random.int(1, 4); times > 0; times--) result = twistOnce(result, random)
  return result
}

const twistOnce = (value: unknown, random: Random): unknown => {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return strange(random)
  if (Array.isArray(value)) {
    if (value.length === 0) return [strange(random)]
    const at = random.int(0, value.length - 1)
    const inner: unknown = value[at]
    return random.chance(0.1)
      ? [...(value as unknown[]), ...(value as unknown[])]
      : (value as unknown[]).with(at, twistOnce(inner, random))
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return { [random.pick(HOSTILE)]: strange(random) }
  const at = random.int(0, entries.length - 1)
  const [name, inner] = entries[at]!
  const changed = random.pick([
    () => entries.with(at, [name, twistOnce(inner, random)]),
    () => entries.with(at, [name, twistOnce(inner, random)]),
    () => entries.with(at, [name, twistOnce(inner, random)]),
    () => entries.toSpliced(at, 1),
    () => [...entries, [random.pick(HOSTILE), strange(random)] as [string, unknown]],
  ])()
  // NOTE: `__proto__` as a key of its own, as JSON.parse makes it.
  return Object.fromEntries(changed)
}

const strange = (random: Random): unknown => (random.chance(0.6) ? random.pick(HOSTILE) : random.pick(STRANGE)())
