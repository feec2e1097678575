import { createHash } from 'node:crypto'

/** Name of the folder of a job: the job itself where it is a plain name, else a hash of it, so that no name leads elsewhere. */
export const jobFolder = (job: string): string =>
  /^[\w-]{1,80}$/.test(job) ? job : createHash('sha256').update(job).digest('hex').slice(0, 32)
