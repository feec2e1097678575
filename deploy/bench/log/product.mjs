// What the benchmark takes from the product: bundled before it runs, as the services are.
export { complete, newId } from '@heimgewebe/contracts'
export { bootService, MeshTransport, Readiness } from '@heimgewebe/mesh'
export { AppModule } from '../../../services/chronik/src/app.module.ts'
export { EventLog } from '../../../services/chronik/src/io/append/event-log.ts'
export {
  int4Array,
  int8Array,
  textArray,
  timestamptzArray,
  uuidArray,
} from '../../../services/chronik/src/io/append/binary-arrays.ts'
