import type { TestMesh, TestService } from '@heimgewebe/testing'

/** What HEIMGEIST_REBUILD does before the service reads: its tables are emptied and it is set to the beginning of the log. */
export const readAnew = async (mesh: TestMesh, heimgeist: TestService): Promise<void> => {
  await heimgeist.restart(async () => {
    const tables = await mesh.query<{ name: string }>(
      `select 'heimgeist.' || tablename as name from pg_tables
      where schemaname = 'heimgeist' and tablename not like 'kysely%' and tablename not like 'mesh%'`,
    )
    await mesh.query(`truncate heimgeist.mesh_inbox, ${tables.map(({ name }) => name).join(', ')}`)
    await mesh.query('update heimgeist.mesh_cursor set rebuild_until = position, position = 0')
  })
  await mesh.settled()
}
