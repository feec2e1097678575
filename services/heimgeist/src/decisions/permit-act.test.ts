import { describe, expect, it } from '@jest/globals'
import { type Level, type Permission, type Proposal, permitAct } from './permit-act.js'

const proposal = (act: Proposal['act'], more: Partial<Proposal> = {}): Proposal => ({
  act,
  asked: false,
  inBudget: true,
  undo: true,
  ...more,
})

describe('permitAct', () => {
  it.each<[Level, Permission, Permission, Permission]>([
    [0, 'wait', 'wait', 'never'],
    [1, 'do', 'record', 'never'],
    [2, 'do', 'do', 'propose'],
    [3, 'do', 'do', 'do'],
  ])('gives the same proposal of look, say and change its own outcome at level %i', (level, look, say, change) => {
    const outcome = (['look', 'say', 'change'] as const).map((act) => permitAct(proposal(act), level))

    expect(outcome).toEqual([look, say, change])
  })

  it.each<[Level, Permission, Permission, Permission]>([
    [0, 'do', 'do', 'never'],
    [1, 'do', 'do', 'never'],
    [2, 'do', 'do', 'propose'],
    [3, 'do', 'do', 'do'],
  ])('looks and says when asked at level %i, but changes nothing more', (level, look, say, change) => {
    const outcome = (['look', 'say', 'change'] as const).map((act) =>
      permitAct(proposal(act, { asked: true, inBudget: false }), level),
    )

    expect(outcome).toEqual([look, say, change])
  })

  it.each<[Level, Permission, Permission]>([
    [1, 'record', 'record'],
    [2, 'record', 'record'],
    [3, 'record', 'do'],
  ])('keeps unasked acts beyond the budget for the record at level %i; operative, it says all', (level, look, say) => {
    const outcome = (['look', 'say'] as const).map((act) => permitAct(proposal(act, { inBudget: false }), level))

    expect(outcome).toEqual([look, say])
  })

  it('changes nothing by itself that has no tested undo', () => {
    expect(permitAct(proposal('change', { undo: false }), 3)).toBe('propose')
  })
})
