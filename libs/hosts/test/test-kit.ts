export { type Fault, FakeHost, type HostedKind, send, times } from './fake-host.js'
export { change, comment, issue, run, shaOf } from './fake-world.js'
