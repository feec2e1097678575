import { expect, it } from '@jest/globals'
import { headOf, namesIn, prefixOf, stemOfPath, stemsIn } from './split-terms.js'

const REPORT =
  'stream-ssl: Check for EOF in read_cert_file() loop. Previously getc() in lib/stream-ssl.c and keepAlive hung.'

it('tells names in code from the words of a report', () => {
  const names = namesIn(REPORT)

  expect([...names]).toEqual(
    expect.arrayContaining(['read_cert_file', 'getc', 'keepalive', '=stream-ssl', '=stream-ssl.c']),
  )
  for (const word of ['check', 'loop', 'previously', 'hung']) expect(names.has(word)).toBe(false)
})

it('reads the first sentence, the prefix, and what may be the stem of a file', () => {
  expect(headOf(REPORT)).toBe('stream-ssl: Check for EOF in read_cert_file() loop')
  expect(prefixOf(headOf(REPORT))).toBe('^stream-ssl')
  expect(prefixOf('Check for EOF')).toBe('')
  expect(stemsIn(REPORT, headOf(REPORT)).has(stemOfPath('lib/Stream-SSL.c'))).toBe(true)
  expect(stemsIn('tc: Fix the mask', 'tc: Fix the mask').has('tc')).toBe(true)
})
