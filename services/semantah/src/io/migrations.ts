import type { Migration } from 'kysely/migration'

/** Tables of semantah. The graph itself is in the graph store. */
export const migrations: Record<string, Migration> = {
  '0001-start': {
    up: async (db) => {
      await db.schema
        .createTable('area_list')
        .addColumn('repository', 'text', (column) => column.primaryKey())
        .addColumn('areas', 'jsonb', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('graph_place')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('position', 'bigint', (column) => column.notNull())
        .execute()
    },
  },
  '0002-root-commit': {
    up: async (db) => {
      await db.schema
        .createTable('root_commit')
        .addColumn('sha', 'text', (column) => column.primaryKey())
        .addColumn('repository', 'text', (column) => column.notNull())
        .execute()
    },
  },
  '0003-code-symbols': {
    up: async (db) => {
      await db.schema
        .createTable('code_symbols')
        .addColumn('repository', 'text', (column) => column.notNull())
        .addColumn('path', 'text', (column) => column.notNull())
        .addColumn('symbols', 'jsonb', (column) => column.notNull())
        .addPrimaryKeyConstraint('code_symbols_key', ['repository', 'path'])
        .execute()
    },
  },
}
