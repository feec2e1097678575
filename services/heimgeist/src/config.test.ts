import { describe, expect, it } from '@jest/globals'
import { readConfig } from './config.js'

const read = (more: NodeJS.ProcessEnv = {}) => readConfig({ DATABASE_URL: 'postgres://localhost/heimgewebe', ...more })

describe('readConfig', () => {
  it('decides at level 2, for everyone, within a week and its budgets, where nothing is set', () => {
    expect(read()).toMatchObject({
      levels: { fallback: 2, rules: [] },
      commanders: [],
      liveWindowMs: 7 * 86_400_000,
      guardsPerDay: 100,
      messagesPerDay: 10,
    })
  })

  it.each([
    ['acme/shop=1', { repository: 'acme/shop', level: 1 }],
    ['acme/shop:look=1', { repository: 'acme/shop', act: 'look', level: 1 }],
    ['wgx@acme/shop:look=0', { agent: 'wgx', repository: 'acme/shop', act: 'look', level: 0 }],
    ['wgx@*=0', { agent: 'wgx', level: 0 }],
    ['*:say=3', { act: 'say', level: 3 }],
    ['local/a=b=1', { repository: 'local/a=b', level: 1 }],
  ])('reads the level rule %s', (text, rule) => {
    expect(read({ HEIMGEIST_LEVELS: text }).levels.rules).toEqual([{ text, ...rule }])
  })

  it('reads who may give commands', () => {
    expect(read({ HEIMGEIST_COMMANDERS: 'Ada, bob@example.org=wgx, *=wgx/guard' }).commanders).toEqual([
      { who: 'ada' },
      { who: 'bob@example.org', tool: 'wgx' },
      { who: '*', tool: 'wgx', verb: 'guard' },
    ])
  })

  it.each([
    ['HEIMGEIST_LEVEL', '4'],
    ['HEIMGEIST_LEVEL', 'constructor'],
    ['HEIMGEIST_LEVELS', 'acme/shop'],
    ['HEIMGEIST_LEVELS', 'acme/shop=5'],
    ['HEIMGEIST_LEVELS', 'acme/shop:dance=1'],
    ['HEIMGEIST_COMMANDERS', '=wgx'],
    ['HEIMGEIST_SAY_AT_HOSTS', 'comment,shout'],
    ['HEIMGEIST_MESSAGES_PER_DAY', '-1'],
    ['HEIMGEIST_LIVE_WINDOW', 'soon'],
  ])('refuses %s=%s, naming the setting', (setting, value) => {
    expect(() => read({ [setting]: value })).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(setting) }),
    )
  })
})
