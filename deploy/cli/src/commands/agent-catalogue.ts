import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.js'
import { EXIT, Failure, messageOf } from '../failure.js'
import { type ApplyOptions, applyAgents, readAgents } from './agents.js'

/** Where the catalogue is. */
export interface CatalogueOptions {
  /** Folder of files named `<agent>-<version>.yaml`. Default: the agents that come along. */
  readonly folder?: string
}

interface Offer {
  readonly name: string
  readonly version: string
  readonly file: string
}

/** `heimgewebe agents catalogue`: needs no running mesh. */
export const agentCatalogue = async (context: Context, options: CatalogueOptions): Promise<number> => {
  const offers = await offersIn(context, options)
  if (context.json) context.terminal.json({ agents: offers })
  for (const { name, version } of context.json ? [] : offers) context.terminal.print(`${name}@${version}`)
  return EXIT.fine
}

/** `heimgewebe agents install <name>[@<version>]`. */
export const agentInstall = async (
  context: Context,
  wanted: string,
  options: CatalogueOptions & ApplyOptions,
): Promise<number> => {
  const [name = '', version] = wanted.split('@')
  const offers = (await offersIn(context, options)).filter((offer) => offer.name === name)
  const chosen = version === undefined ? offers.at(-1) : offers.find((offer) => offer.version === version)
  if (!chosen) {
    const others = offers.map((offer) => offer.version).join(', ')
    throw new Failure(
      `the catalogue has no ${wanted}${others === '' ? '' : `; of ${name} it has ${others}`}`,
      EXIT.usage,
      'See "heimgewebe agents catalogue".',
    )
  }
  const entries = await readAgents(chosen.file)
  if (entries.length !== 1 || entries[0]?.definition.name !== name)
    throw new Failure(`${chosen.file} is not the file of ${name} alone`, EXIT.usage)
  return applyAgents(context, entries, options)
}

/** What a folder offers, each agent's versions from the oldest to the latest. */
const offersIn = async ({ settings }: Context, { folder }: CatalogueOptions): Promise<Offer[]> => {
  const place = folder ?? join(settings.project, 'deploy/agents')
  const names = await readdir(place).catch((error: unknown) => {
    throw new Failure(`the catalogue ${place} cannot be read: ${messageOf(error)}`, EXIT.usage)
  })
  return names
    .flatMap((file) => {
      const [, name, version] = /^([a-z0-9][a-z0-9._-]*?)-(\d+\.\d+\.\d+)\.ya?ml$/.exec(file) ?? []
      return name === undefined || version === undefined ? [] : [{ name, version, file: join(place, file) }]
    })
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version, 'en', { numeric: true }))
}
