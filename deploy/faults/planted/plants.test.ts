import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { edited } from '../rig/bundles.js'
import { CAMPAIGNS } from '../promises/index.js'
import { PLANTS } from './plants.js'

const source = (file: string): string => readFileSync(file, 'utf8')

describe('planted bugs', () => {
  it.each(PLANTS.map((plant) => [plant.name, plant] as const))('%s has its place in the sources', (_name, plant) => {
    for (const file of new Set(plant.replacements.map((one) => one.file)))
      expect(edited(file, source(file), plant.replacements)).not.toBe(source(file))
  })

  it('belong to campaigns that exist', () => {
    for (const plant of PLANTS) expect(CAMPAIGNS.map(({ id }) => id)).toContain(plant.campaign)
  })

  it('are refused where the text is not there, or stands there twice', () => {
    const replacement = { file: 'a.ts', find: 'x', replace: 'y' }

    expect(() => edited('a.ts', 'abc', [replacement])).toThrow(/a\.ts holds 0 times/)
    expect(() => edited('a.ts', 'x x', [replacement])).toThrow(/a\.ts holds 2 times/)
  })

  it('leave campaigns their own numbers of the product', () => {
    for (const { replacements = [] } of CAMPAIGNS)
      for (const { file } of replacements) expect(edited(file, source(file), replacements)).not.toBe(source(file))
  })
})
