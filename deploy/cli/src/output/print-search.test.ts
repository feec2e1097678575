import { describe, expect, it } from '@jest/globals'
import { type Answer, printAnswer } from './print-search.js'
import { Terminal } from './terminal.js'

const printed = (answer: Answer): { out: string; err: string } => {
  const written = { out: '', err: '' }
  const [out, err] = [
    { write: (text: string) => (written.out += text) },
    { write: (text: string) => (written.err += text) },
  ]
  printAnswer(new Terminal(out, err, {}), answer)
  return written
}
const hit = {
  subject: 'incident/1',
  kind: 'incident',
  at: '2026-03-01T10:00:00.000Z',
  title: 'logins \u001B[31mfail',
  score: 1,
  likeness: 0.614,
}

describe('printAnswer', () => {
  it('prints each hit with its day, its subject and how alike it is, and nothing that steers the terminal', () => {
    const { out, err } = printed({ hits: [hit], truncated: false, likeness: { state: 'complete', waiting: 0 } })
    expect(out).toContain('2026-03-01  incident  logins')
    expect(out).toContain('incident/1  61 % alike')
    expect(out).not.toContain('\u001B')
    expect(err).toBe('')
  })

  it('says that nothing was found, and why it was looked for by words alone', () => {
    const likeness = { state: 'unavailable', waiting: 3, reason: 'ollama/m cannot be reached' } as const
    const { out, err } = printed({ hits: [], truncated: false, likeness })
    expect(out).toBe('nothing found\n')
    expect(err).toContain('by words alone: ollama/m cannot be reached')
  })
})
