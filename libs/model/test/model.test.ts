import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually } from '@heimgewebe/testing'
import { ASK_LIMITS, type AskLimits, type Call, Models, type ModelSettings, readModels } from '../src/index.js'
import { answer, ScriptedServer } from './scripted-server.js'

const first = new ScriptedServer()
const second = new ScriptedServer()
let one: ModelSettings
let other: ModelSettings
let folder: string
beforeAll(async () => {
  one = { name: 'one', url: await first.start(), model: 'm-1', usd_per_million: { input: 2, output: 10 } }
  other = { name: 'other', url: `${await second.start()}/`, model: 'm-2', usd_per_million: { input: 0, output: 0 } }
  folder = await mkdtemp(join(tmpdir(), 'model-'))
})
afterAll(async () => {
  first.stop()
  second.stop()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  first.asked.length = 0
  second.asked.length = 0
  second.reply = () => answer('{"word":"other"}')
})

const question = {
  system: 'rules',
  text: 'facts',
  correct: (problem: string) => `wrong: ${problem}`,
  schema: {
    type: 'object',
    properties: { word: { type: 'string', maxLength: 20 } },
    required: ['word'],
    additionalProperties: false,
  },
}
const limits: AskLimits = { ...ASK_LIMITS, timeoutMs: 5000 }
const never = new AbortController().signal
const ask = (models: readonly ModelSettings[] = [one, other], more: Partial<AskLimits> = {}) =>
  new Models(models, { ...limits, ...more }).ask(question, never)
const outcomes = (calls: readonly Call[]): string[] => calls.map(({ model, outcome }) => `${model} ${outcome}`)

describe('asking a model', () => {
  it('sends the question and nothing else: no tool, no stream, no header that tells of this machine', async () => {
    first.reply = () => answer('{"word":"yes"}')
    expect(await ask()).toMatchObject({ outcome: 'written', model: 'one', value: { word: 'yes' } })

    const [{ path, headers, body } = first.asked[0]!] = first.asked
    expect([path, headers.authorization, headers['user-agent']]).toEqual([
      '/v1/chat/completions',
      undefined,
      'heimgewebe',
    ])
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([])
    expect(body.messages).toEqual([
      { role: 'system', content: 'rules' },
      { role: 'user', content: 'facts' },
    ])
    expect(body).toMatchObject({ model: 'm-1', max_tokens: 1500, stream: false })
    expect(body['tools']).toBeUndefined()
    expect(second.asked).toHaveLength(0)
  })

  it('costs what the server tells at the configured price, and else what is counted here', async () => {
    first.reply = () => answer('{"word":"yes"}', { usage: { prompt_tokens: 1000, completion_tokens: 1000 } })
    expect((await ask()).calls).toMatchObject([
      { prompt_tokens: 1000, answer_tokens: 1000, counted: 'told', usd: 0.012 },
    ])

    for (const usage of [
      undefined,
      null,
      { prompt_tokens: -5, completion_tokens: 'many' },
      { prompt_tokens: 0, completion_tokens: 0 },
    ]) {
      first.reply = () => answer('{"word":"yes"}', { usage })
      const [call] = (await ask()).calls
      expect(call).toMatchObject({ counted: 'estimated', answer_tokens: 5 })
      expect(call!.usd).toBeCloseTo((call!.prompt_tokens * 2 + 50) / 1e6, 9)
    }
  })

  it('asks once more where the form is broken, and says what was wrong', async () => {
    const replies = [answer('{"word":1}'), answer('```json\n{"word":"now"}\n```')]
    first.reply = () => replies.shift()!
    const result = await ask()

    expect(result).toMatchObject({ outcome: 'written', value: { word: 'now' } })
    expect(outcomes(result.calls)).toEqual(['one broken', 'one answered'])
    expect(first.asked[1]!.body.messages.slice(2)).toEqual([
      { role: 'assistant', content: '{"word":1}' },
      { role: 'user', content: 'wrong: /word must be string' },
    ])
  })

  it.each<[string, readonly [number, unknown]]>([
    ['is no JSON', answer('Sure! Here you are')],
    ['has another field', answer('{"word":"a","approve":true}')],
    [
      'wants a tool',
      answer('{"word":"a"}', {
        message: { tool_calls: [{ id: '1', type: 'function', function: { name: 'shell', arguments: '{}' } }] },
      }),
    ],
    ['was cut', answer('{"word":"a"}', { choice: { finish_reason: 'length' } })],
    ['is null', answer(null)],
    ['is a list of parts', answer([{ type: 'text', text: '{"word":"a"}' }])],
  ])('gives no text after two answers of which each %s', async (_what, reply) => {
    first.reply = () => reply
    const result = await ask()
    expect(result.outcome).not.toBe('written')
    if (result.outcome === 'none') expect(first.asked).toHaveLength(2)
    expect(JSON.stringify(result)).not.toContain('approve')
  })

  it.each<[string, readonly [number, unknown] | undefined]>([
    ['500', [500, { error: { message: 'key sk-secret is wrong' } }]],
    ['429', [429, 'slow down']],
    ['somewhere else', [307, '']],
    ['no JSON', [200, '<html>']],
    ['null', [200, 'null']],
    ['no choices', [200, { choices: [] }]],
    ['too much', answer(`{"word":"${'a'.repeat(3000)}"}`)],
    ['nothing', undefined],
  ])('asks the next one where the first answers %s, once, and repeats none of its words', async (_what, reply) => {
    first.reply = () => reply
    const result = await ask([one, other], { timeoutMs: 2000, answerBytes: 2000 })
    expect(result).toMatchObject({ outcome: 'written', model: 'other' })
    expect(JSON.stringify(result.calls)).not.toContain('secret')
    if (outcomes(result.calls)[0] === 'one failed') expect(first.asked).toHaveLength(1)
  })

  it('counts what a silent server may bill', async () => {
    first.reply = () => undefined
    const [call] = (await ask([one], { timeoutMs: 300 })).calls
    expect(call).toMatchObject({ outcome: 'failed', counted: 'assumed', answer_tokens: 1500 })
    expect(call!.usd).toBeGreaterThan(0.015)
  })

  it('leaves a model alone that failed too often, and tries it again later', async () => {
    const models = new Models([one, other], { ...limits, breakAfter: 2, restMs: 2000 })
    first.reply = () => [500, '']
    for (let n = 0; n < 4; n++) await models.ask(question, never)
    expect(first.asked).toHaveLength(2)
    expect(models.resting).toEqual(['one'])
    expect(outcomes((await models.ask(question, never)).calls)).toEqual(['one skipped', 'other answered'])

    first.reply = () => answer('{"word":"back"}')
    const asked = async (): Promise<string | undefined> => {
      const result = await models.ask(question, never)
      return result.outcome === 'written' ? result.model : undefined
    }
    await eventually(async () => (await asked()) === 'one')
    expect(models.resting).toEqual([])
  })

  it('ends at once when it is stopped, and holds that against nobody', async () => {
    first.reply = () => undefined
    const stop = new AbortController()
    const models = new Models([one, other], { ...limits, breakAfter: 1 })
    const asked = models.ask(question, stop.signal)
    setTimeout(() => stop.abort(), 100)
    expect(await asked).toMatchObject({ outcome: 'stopped' })
    expect([models.resting, second.asked]).toEqual([[], []])
  })

  it('sends the key of its file only, and passes no answer on that repeats it', async () => {
    const key_file = join(folder, 'key')
    await writeFile(key_file, 'sk-canary-1\n', { mode: 0o600 })
    first.reply = () => answer('{"word":"sk-canary-1"}')
    const result = await ask([{ ...one, key_file }])
    expect(result.outcome).toBe('none')
    expect(JSON.stringify(result)).not.toContain('canary')
    expect(first.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer sk-canary-1',
      'Bearer sk-canary-1',
    ])

    await chmod(key_file, 0o644)
    expect(await ask([{ ...one, key_file }, other])).toMatchObject({ model: 'other' })
    expect(first.asked).toHaveLength(2)
  })
})

describe('the models file', () => {
  const text = (more: object, rest: object = {}): string => JSON.stringify({ models: [{ ...one, ...more }], ...rest })

  it('is read whole, and allows nothing that it does not name', () => {
    expect(readModels(text({}, { uses: ['post_mortem'] }))).toEqual({ models: [one], uses: ['post_mortem'] })
    expect(readModels(text({})).uses).toEqual([])
  })

  it.each<[string, () => string]>([
    ['JSON', () => '{'],
    ['models', () => '{}'],
    ['usd_per_million', () => text({ usd_per_million: { input: 1 } })],
    ['usd_per_million', () => text({ usd_per_million: undefined })],
    ['tools', () => text({ tools: [] })],
    ['url', () => text({ url: 'file:///etc/passwd' })],
    ['url', () => text({ url: 'http://user:pw@127.0.0.1/v1' })],
    ['key_file', () => text({ key_file: 'relative' })],
    ['name', () => text({ name: '../x' })],
    ['uses', () => text({}, { uses: ['everything'] })],
    ['twice', () => JSON.stringify({ models: [one, one] })],
  ])('names %s where that is wrong', (field, file) => {
    expect(() => readModels(file())).toThrow(field)
  })
})
