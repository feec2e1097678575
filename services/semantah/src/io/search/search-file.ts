import { mkdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Logger } from '@nestjs/common'

/** A step here makes the file be built anew from the log, which is its only source. */
const VERSION = 1

const TABLES = `
  create table place (one integer primary key check (one = 1), position integer not null, begun integer not null);
  insert into place values (1, 0, 0);
  create table part (
    subject text not null, part text not null, position integer not null, event text not null, at integer not null,
    kind text not null, repository text not null, title text not null, body text not null, names text not null,
    primary key (subject, part)
  ) without rowid;
  create table document (
    id integer primary key, subject text not null unique, revision integer not null unique, event text not null,
    at integer not null, kind text not null, repository text not null
  );
  create virtual table words using fts5(title, body, names, content='', tokenize="ascii tokenchars '_'");
  create virtual table vocabulary using fts5vocab(words, row);
  create table space (
    provider text not null, dimension integer not null, revision integer not null default 0,
    active integer not null default 0, primary key (provider, dimension)
  ) without rowid;
  create table vector (
    provider text not null, dimension integer not null, subject text not null, kind text not null,
    repository text not null, at integer not null, numbers blob not null,
    primary key (provider, dimension, subject)
  ) without rowid;
  pragma user_version = ${VERSION};
`

/**
 * Opens the one file of the search: text index, vectors and place in the log. A file that is broken or of another version
 * is set aside and an empty one takes its place: the log fills it again.
 */
export const openSearchFile = async (folder: string): Promise<DatabaseSync> => {
  const path = folder === ':memory:' ? folder : join(folder, 'search.db')
  if (path !== ':memory:') mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    return openAt(path)
  } catch (error) {
    if (path === ':memory:') throw error
    new Logger('search').warn(`${path} is set aside as search.db.broken: ${String(error)}`)
    for (const end of ['', '-wal', '-shm']) await rename(path + end, `${path}.broken${end}`).catch(() => undefined)
    return openAt(path)
  }
}

const openAt = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path)
  try {
    // The log is the truth: after a power cut the file may be behind, never half-written.
    db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000')
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number }
    if (version !== VERSION) {
      if (version !== 0) throw new Error(`version ${version} is not ${VERSION}`)
      inTransaction(db, () => db.exec(TABLES))
    }
    // A view of what `words` holds, of which files of earlier releases have none.
    db.exec('create virtual table if not exists instance using fts5vocab(words, instance)')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** All or nothing, also within another one. The work is synchronous: nobody else reads or writes meanwhile. */
export const inTransaction = <T>(db: DatabaseSync, work: () => T): T => {
  if (db.isTransaction) return work()
  db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}
