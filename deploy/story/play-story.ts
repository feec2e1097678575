import { join } from 'node:path'
import { draft } from '@heimgewebe/contracts'
import { MeshUnderTest } from '../e2e/mesh-under-test.js'
import { MeshVoice } from './mesh-voice.js'
import { Shop } from './shop.js'
import { Tale, type Told } from './tale.js'
import { MONTHS, playThreeMonths, type Variation } from './three-months.js'

/** How the story is to be played. */
export interface StorySettings extends Variation {
  /** Areas that use auth, as the configuration of the shop says it. */
  readonly usedBy: readonly string[]
  /** Empty folder for the repositories. */
  readonly folder: string
  /** Hears the story as it goes, line by line. */
  readonly print: (line: string) => void
}

const SETTINGS = {
  // The world of the story waits for nobody: commits are looked for at once, and asking often is no attack.
  CHRONIK_FOLLOW_LOCAL: '200ms',
  HEIMGEWEBE_READS_PER_MINUTE: '0',
  HEIMGEWEBE_WRITES_PER_MINUTE: '0',
  HEIMGEWEBE_INTAKE_PER_MINUTE: '0',
}

/** Plays the story on a whole mesh of its own, started for it and stopped after it. */
export const playStory = async (settings: StorySettings): Promise<Told> => {
  const mesh = await MeshUnderTest.prepare(SETTINGS)
  const stop = (): void => void mesh.remove().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  try {
    const { code, stderr } = await mesh.cli('up')
    if (code !== 0) throw new Error(`the mesh did not start: ${stderr}`)
    const tale = new Tale(await MeshVoice.of(mesh), settings.print)
    const shop = await Shop.found(join(settings.folder, 'shop'), 'acme/shop', MONTHS[0]!, settings.usedBy)
    await watch(tale, shop)
    await playThreeMonths(tale, shop, settings)
    return { claims: tale.claims, notBuilt: tale.notBuilt }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop)
    await mesh.remove()
  }
}

/** Lets the mesh read and follow a repository. */
export const watch = async ({ voice }: Tale, shop: Shop): Promise<void> => {
  await voice.tell(
    draft('watch.requested.v1', {
      subject: `watch/${shop.path}`,
      data: { location: shop.path, repository: shop.name },
    }),
  )
  await voice.theOne('repository.imported.v1', shop.name, ({ data }) => data.repository === shop.name)
}
