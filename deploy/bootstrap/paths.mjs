import { fileURLToPath } from 'node:url'
import { join, resolve } from 'node:path'

/** Root folder of the project. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** Folder that everything the project installs goes into, besides node_modules; ignored by git. */
export const TOOLS = resolve(PROJECT, process.env.HEIMGEWEBE_TOOLS || '.tools')

/** Root of the Debian packages that were unpacked there. */
export const UNPACKED = join(TOOLS, 'root')
