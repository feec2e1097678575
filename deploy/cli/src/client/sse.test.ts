import { describe, expect, it } from '@jest/globals'
import { readStream } from './sse.js'
import type { StreamMessage } from './sse.js'

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  for (let start = 0; start < bytes.length; start += size)
    yield await Promise.resolve(bytes.subarray(start, start + size))
}

const readAll = async (text: string, size: number): Promise<StreamMessage[]> => {
  const messages: StreamMessage[] = []
  for await (const message of readStream(inPieces(text, size))) messages.push(message)
  return messages
}

describe('readStream', () => {
  it('finds the same messages however the bytes are cut', async () => {
    const text = ': alive\n\nid: 7\nevent: risk.assessed.v1\ndata: {"title":"größer"}\n\ndata: one\ndata: two\n\n'
    const whole = await readAll(text, 1000)

    expect(whole).toEqual([
      { event: 'risk.assessed.v1', data: '{"title":"größer"}', id: '7' },
      { event: 'message', data: 'one\ntwo' },
    ])
    for (const size of [1, 2, 3, 7]) expect(await readAll(text, size)).toEqual(whole)
  })
})
