import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { int4Array, int8Array, textArray, timestamptzArray, uuidArray } from './binary-arrays.js'

/** An array as Postgres' documentation draws it: dimensions, whether there is a null, type, length, lower bound, elements. */
const drawn = (oid: number, elements: readonly (Buffer | null)[]): Buffer => {
  const numbers = [1, elements.includes(null) ? 1 : 0, oid, elements.length, 1]
  const parts = elements.flatMap((element) => (element === null ? [int(-1)] : [int(element.length), element]))
  return Buffer.concat([...numbers.map(int), ...parts])
}

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const long = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

const check = <Value>(
  values: fc.Arbitrary<Value>,
  encode: (list: Value[]) => Buffer,
  oid: number,
  element: (value: Value) => Buffer | null,
): void =>
  fc.assert(
    fc.property(fc.array(values, { maxLength: 20 }), (list) => {
      expect(encode(list)).toEqual(drawn(oid, list.map(element)))
    }),
  )

describe('binary arrays', () => {
  it('hold whole numbers as far as numbers are exact, negative ones too', () => {
    check(fc.maxSafeInteger(), int8Array, 20, (value) => long(BigInt(value)))
    check(fc.integer(), int4Array, 23, int)
  })

  it('hold texts in UTF-8, empty ones and none at all', () => {
    const text = fc.option(fc.string({ unit: 'binary' }))
    check(text, textArray, 25, (value) => (value === null ? null : Buffer.from(value)))
  })

  it('hold every UUID', () => {
    check(fc.uuid(), uuidArray, 2950, (value) => Buffer.from(value.replaceAll('-', ''), 'hex'))
  })

  it('hold times to the millisecond, from the first year to the last that a text can name', () => {
    const times = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    })
    check(
      times.map((time) => time.toISOString()),
      timestamptzArray,
      1184,
      (text) => long(BigInt(Date.parse(text) - Date.UTC(2000, 0)) * 1000n),
    )
  })
})
