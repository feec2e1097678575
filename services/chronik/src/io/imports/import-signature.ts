import { createHash } from 'node:crypto'
import type { Diff } from '@heimgewebe/git'

/** Stands for which files a diff touches and by how many lines; empty for a diff without lines. */
export const signatureOf = ({ files, filesOmitted, added, deleted }: Diff): string => {
  if (added + deleted === 0) return ''
  const hash = createHash('sha256').update(`${added} ${deleted} ${filesOmitted}`)
  for (const file of files) hash.update(`\0${file.path}\0${file.added} ${file.deleted}`)
  return hash.digest('hex').slice(0, 24)
}

/** Stands for a text. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)
