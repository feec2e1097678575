import { cpus, loadavg, totalmem } from 'node:os'

/** Where and when the figures were taken, and how busy the machine was with other work at the start. */
export const machineOf = () => ({
  date: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  load: loadavg()[0],
})
