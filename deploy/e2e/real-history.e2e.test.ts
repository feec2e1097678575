import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { History } from '../story/history/history.js'
import type { Answer } from '../story/history/inquiry.js'
import { type Asked, playHistories } from '../story/history/play-history.js'
import { SmallRepository } from './small-repository.js'

// The first start may have to build everything.
const LONG = 600_000

const lines = (word: string, count: number): string =>
  Array.from({ length: count }, (_, line) => `export const ${word}${line} = ${line}\n`).join('')

let folder: string
let told: Asked
let untrue: Asked

/** A past in which prices always change with the cart, and one change ends sessions too early until it is reverted. `blamed` says which commit the revert names. */
const made = async (name: string, blamed: 'the cause' | 'an innocent one'): Promise<History> => {
  const repository = new SmallRepository(join(folder, name))
  await repository.init()
  await repository.commit('shop: first version', {
    'src/cart/cart.ts': lines('cart', 20),
    'src/cart/prices.ts': lines('price', 20),
    'src/session/idle.ts': lines('idle', 20),
  })
  const innocent = await repository.commit('docs: how to pay', { 'docs/pay.md': 'pay\n' }, 'Mia <mia@example.org>')
  const step = (n: number): Promise<string> =>
    repository.commit(
      `cart: discount ${n}`,
      { 'src/cart/cart.ts': lines(`cart${n}_`, 20 + n), 'src/cart/prices.ts': lines(`price${n}_`, 20 + n) },
      'Jon <jon@example.org>',
    )
  for (let n = 0; n < 12; n++) await step(n)
  const cause = await repository.commit('session: end idle sessions after a minute', {
    'src/session/idle.ts': lines('minutes', 25),
  })
  for (let n = 12; n < 20; n++) await step(n)
  const named = blamed === 'the cause' ? cause : innocent
  await repository.commit(
    `Revert a change\n\nPeople who type are logged out: their sessions count as idle after a minute.\n\nThis reverts commit ${named}.`,
    { 'src/session/idle.ts': lines('idle', 20) },
  )
  for (let n = 20; n < 24; n++) await step(n)
  await mkdir(join(folder, `${name}-copy`))
  return History.open(repository.path, join(folder, `${name}-copy`), 5000)
}

const answer = ({ answers }: Asked, name: string): Answer => answers.find((one) => one.name === name)!

describe('a real history is asked', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-real-'))
    const histories = [await made('shop', 'the cause'), await made('store', 'an innocent one')]
    const asked = await playHistories(histories, 5, () => undefined)
    told = asked[0]!
    untrue = asked[1]!
  }, LONG)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('names the change that was reverted later, before anything of the revert is in the log', () => {
    expect(answer(told, 'suspects').score).toMatchObject({ asked: 1, right: 1 })
    const claim = told.claims.find(({ name }) => name === 'suspects')!
    expect(claim.chain.map(({ type }) => type)).toEqual(['incident.detected.v1', 'suspects.ranked.v1'])
    expect(claim.evidence).not.toEqual([])
  })

  it('is not right where the history says something else', () => {
    expect(answer(untrue, 'suspects').score).toMatchObject({ asked: 1, right: 0 })
  })

  it('names what changes together, and who it belongs to', () => {
    const companions = answer(told, 'companions').score!
    expect(companions.asked).toBeGreaterThan(5)
    expect(companions.right).toBe(companions.asked)
    const owners = answer(told, 'owners').score!
    expect(owners.asked).toBeGreaterThan(5)
    expect(owners.right).toBe(owners.asked)
  })

  it('says that there is no signal where too little happened', () => {
    expect(answer(told, 'patterns').says).toMatch(/^no signal: no pattern\. The log knows 1 reverted;/)
    expect(answer(told, 'rules').says).toMatch(/^no signal: nothing was proposed/)
    expect(answer(told, 'back-test').says).toMatch(/Of your last 1 bad changes|None of the/)
    for (const { score, verdict } of told.answers) if (score) expect(verdict).toBeDefined()
  })
})
