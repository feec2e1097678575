import { join } from 'node:path'
import { draft } from '@heimgewebe/contracts'
import { GitHost } from './git-host.js'
import { SCENARIOS_FROM, playScenarios } from './scenarios.js'
import { Shop } from './shop.js'
import { Tale, type Told } from './tale.js'
import { MONTHS, playThreeMonths, type Variation } from './three-months.js'
import { withMesh } from './with-mesh.js'

/** One story: the three months of a repository of its own, and the scenarios in another one. */
export interface Play extends Variation {
  /** Name of the repository, such as acme/shop. */
  readonly repository: string
  /** Areas that use auth, as the configuration of the repository says it. */
  readonly usedBy: readonly string[]
  /** Whether the scenarios are played after the three months. */
  readonly scenarios: boolean
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
  const host = await GitHost.start(folder)
  try {
    return await withMesh(async (voice) => {
      const told: Told[] = []
      for (const play of plays) told.push(await tell(new Tale(voice, print), play, folder, host))
      return told
    }, host.settings)
  } finally {
    await host.stop()
  }
}

const tell = async (tale: Tale, play: Play, folder: string, host: GitHost): Promise<Told> => {
  const { repository, usedBy } = play
  const path = (name: string): string => join(folder, name.replaceAll('/', '-'))
  const shop = await Shop.found(path(repository), repository, MONTHS[0]!, usedBy)
  await watch(tale, shop)
  await playThreeMonths(tale, shop, play)
  if (play.scenarios) {
    const name = `${repository}-portal`
    const portal = await Shop.found(path(name), name, SCENARIOS_FROM, usedBy, true)
    await portal.git('remote', 'add', 'origin', host.origin)
    await watch(tale, portal)
    const desk = `${repository}-desk`
    await playScenarios(tale, portal, { desk: { name: desk, path: path(desk) }, host, variation: play })
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
