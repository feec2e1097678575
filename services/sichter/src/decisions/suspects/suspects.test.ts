import { expect, it } from '@jest/globals'
import { AGE_STEPS, ageStep, stepFrom } from './suspects.js'

it('finds the step of an age from that of any other', () => {
  const edges = Array.from({ length: AGE_STEPS + 4 }, (_, step) => Math.round(3600 * 2 ** (step / 2)))
  const ages = [-90_000, 0, 1, 1.5, ...edges.flatMap((edge) => [edge - 1, edge, edge + 1])]
  for (const seconds of ages)
    for (let near = 0; near < AGE_STEPS; near++) expect(stepFrom(near, seconds)).toBe(ageStep(seconds))
})
