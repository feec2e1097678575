import { describe, expect, it } from '@jest/globals'
import { MAX_COMMANDS, readCommands, readMentions } from './read-commands.js'

const command = (tool: string, verb: string, area = '') => expect.objectContaining({ ok: true, tool, verb, area })
const malformed = (why: string) => expect.objectContaining({ ok: false, why: expect.stringContaining(why) })

describe('readCommands', () => {
  it.each([
    ['wgx /guard auth', 'wgx', 'guard', 'auth'],
    ['  wgx   /guard\tauth  ', 'wgx', 'guard', 'auth'],
    ['@heimgewebe/wgx /guard auth', 'wgx', 'guard', 'auth'],
    ['WGX /Guard Auth', 'wgx', 'guard', 'Auth'],
    ['wgx /smoke', 'wgx', 'smoke', ''],
    ['wgx /guard "src/my area"', 'wgx', 'guard', 'src/my area'],
    ['wgx /guard Übersicht', 'wgx', 'guard', 'Übersicht'],
    ['dance /guard auth', 'dance', 'guard', 'auth'],
  ])('reads %j', (text, tool, verb, area) => {
    expect(readCommands(text)).toEqual([command(tool, verb, area)])
  })

  it.each([
    ['guard auth', '<tool> /<verb> <area>'],
    ['wgx', '<tool> /<verb> <area>'],
    ['wgx / auth', '<tool> /<verb> <area>'],
    ['wgx/guard auth', '<tool> /<verb> <area>'],
    ['wgx /guard two words', 'one word'],
    ['wgx /guard "open', 'one word'],
    ['wgx /guard " "', 'one word'],
    ['wgx /guard au\u202Eth', 'control characters'],
    ['wgx /guard au\u200Bth', 'control characters'],
    ['wgx /guard au\u0000th', 'control characters'],
    [`wgx /guard ${'a'.repeat(301)}`, 'at most 300'],
    [`wgx /guard ${'a'.repeat(2000)}`, 'at most 400'],
  ])('finds %j malformed', (text, why) => {
    expect(readCommands(text)).toEqual([malformed(why)])
  })

  it('reads one command a line and refuses what is beyond the limit as one', () => {
    const readings = readCommands('wgx /guard auth\n\n'.repeat(MAX_COMMANDS + 5))

    expect(readings).toHaveLength(MAX_COMMANDS + 1)
    expect(readings.at(-1)).toEqual(malformed('5 more were not read'))
  })
})

describe('readMentions', () => {
  it('reads the lines of a comment that begin with the mention, and no others', () => {
    const text = [
      'Thanks! See @heimgewebe/wgx /guard inline',
      '@heimgewebe/wgx /guard auth',
      '> @heimgewebe/wgx /guard quoted',
      '```',
      '@heimgewebe/wgx /guard fenced',
      '```',
      '@heimgewebe/sichter /deep',
      '@heimgewebe/maintainers please have a look',
      '@heimgewebe/wgx guard',
    ].join('\r\n')

    expect(readMentions(text)).toEqual([
      command('wgx', 'guard', 'auth'),
      command('sichter', 'deep'),
      malformed('<tool> /<verb>'),
    ])
  })

  it.each([
    ['nothing', ''],
    ['another organisation', '@heimgewebe2/wgx /guard auth'],
    ['a fence that never ends', '```\n@heimgewebe/wgx /guard auth'],
  ])('reads no command from %s', (_what, text) => {
    expect(readMentions(text)).toEqual([])
  })

  it.each([
    ['half a surrogate', '@heimgewebe/wgx /guard \uD800'],
    ['names that every object has', '@heimgewebe/constructor /__proto__ x'],
    ['only spaces', `@heimgewebe/${' '.repeat(15_000)}`],
    ['slashes', '@heimgewebe/' + '/'.repeat(15_000)],
    ['many mentions', '@heimgewebe/wgx /\n'.repeat(800)],
    ['many quotes', `@heimgewebe/wgx /guard ${'"'.repeat(15_000)}`],
  ])('survives %s', (_what, text) => {
    const readings = readMentions(text)

    expect(readings.length).toBeLessThanOrEqual(MAX_COMMANDS + 1)
    expect(readings.every((reading) => !reading.ok || !reading.area.includes('\uD800'))).toBe(true)
  })
})
