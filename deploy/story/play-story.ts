import { join } from 'node:path'
import { draft } from '@heimgewebe/contracts'
import { MeshUnderTest } from '../e2e/mesh-under-test.js'
import { MeshVoice } from './mesh-voice.js'
import { SCENARIOS_FROM, playScenarios } from './scenarios.js'
import { Shop } from './shop.js'
import { Tale, type Told } from './tale.js'
import { MONTHS, playThreeMonths, type Variation } from './three-months.js'

/** One story: the three months of a repository of its own, and the scenarios in another one. */
export interface Play extends Variation {
  /** Name of the repository, such as acme/shop. */
  readonly repository: string
  /** Areas that use auth, as the configuration of the repository says it. */
  readonly usedBy: readonly string[]
  /** Whether the scenarios are played after the three months. */
  readonly scenarios: boolean
}

const SETTINGS = {
  // The world of the story waits for nobody: commits are looked for at once, and asking often is no attack.
  CHRONIK_FOLLOW_LOCAL: '200ms',
  HEIMGEWEBE_READS_PER_MINUTE: '0',
  HEIMGEWEBE_WRITES_PER_MINUTE: '0',
  HEIMGEWEBE_INTAKE_PER_MINUTE: '0',
}

/**
 * Plays stories, one after another, on a whole mesh that is started for them and stopped after them. `folder`: an empty
 * one for the repositories. `print` hears each story as it goes, line by line.
 */
export const playStory = async (
  plays: readonly Play[],
  folder: string,
  print: (line: string) => void,
): Promise<Told[]> => {
  const mesh = await MeshUnderTest.prepare(SETTINGS)
  const stop = (): void => void mesh.remove().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  try {
    const { code, stderr } = await mesh.cli('up')
    if (code !== 0) throw new Error(`the mesh did not start: ${stderr}`)
    const voice = await MeshVoice.of(mesh)
    const told: Told[] = []
    for (const play of plays) told.push(await tell(new Tale(voice, print), play, folder))
    return told
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop)
    await mesh.remove()
  }
}

const tell = async (tale: Tale, play: Play, folder: string): Promise<Told> => {
  const { repository, usedBy } = play
  const path = (name: string): string => join(folder, name.replaceAll('/', '-'))
  const shop = await Shop.found(path(repository), repository, MONTHS[0]!, usedBy)
  await watch(tale, shop)
  await playThreeMonths(tale, shop, play)
  if (play.scenarios) {
    const name = `${repository}-portal`
    const portal = await Shop.found(path(name), name, SCENARIOS_FROM, usedBy, true)
    await watch(tale, portal)
    await playScenarios(tale, portal, play)
  }
  const { claims, notBuilt } = tale
  return { claims, notBuilt }
}

/** Lets the mesh read and follow a repository. */
const watch = async ({ voice }: Tale, shop: Shop): Promise<void> => {
  await voice.tell(
    draft('watch.requested.v1', {
      subject: `watch/${shop.path}`,
      data: { location: shop.path, repository: shop.name },
    }),
  )
  await voice.theOne('repository.imported.v1', shop.name, ({ data }) => data.repository === shop.name)
}
