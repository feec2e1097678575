import { expect, it } from '@jest/globals'
import { TestMesh } from '@heimgewebe/testing'
import { moduleOf } from '../../e2e/all-services.js'
import { makeHistory } from './history.js'
import { type Replayed, replay } from './replay.js'

const seeds = (process.env['LEARNING_SEEDS'] ?? '1').split(',').map(Number)
const days = Number(process.env['LEARNING_DAYS'] ?? 240)

const play = async (seed: number, learning: boolean): Promise<Replayed> => {
  const mesh = await TestMesh.start()
  try {
    for (const service of ['heimlern', 'heimgeist']) await mesh.boot(await moduleOf(service))
    return await replay(mesh, makeHistory(seed, days), learning)
  } finally {
    await mesh.stop()
  }
}

const row = (seed: number, learning: boolean, { repeats, ...rest }: Replayed): string =>
  `| ${seed} | ${learning ? 'on' : 'off'} | ${repeats.reduce((sum, n) => sum + n, 0)} | ${repeats.join(' · ')} | ${rest.first} | ${rest.caught} | ${rest.guards} | ${rest.idleGuards} | ${rest.rules} | ${rest.retired} |`

it('plays each history twice', async () => {
  const lines = [
    '| seed | learning | repeats | by quarter | first ones | caught | guard runs | of harmless changes | rules in force | retired |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  let off = 0
  let on = 0
  for (const seed of seeds)
    for (const learning of [false, true]) {
      const replayed = await play(seed, learning)
      const repeats = replayed.repeats.reduce((sum, n) => sum + n, 0)
      if (learning) on += repeats
      else off += repeats
      lines.push(row(seed, learning, replayed))
    }
  lines.push(
    '',
    `known faults that came back: ${off} without learning, ${on} with it, ${Math.round((1 - on / off) * 100)} % fewer`,
  )
  process.stdout.write(`${lines.join('\n')}\n`)
  expect(off).toBeGreaterThan(0)
}, 3_600_000)
