export { Door } from './door.js'
export { type Decision, specify } from './specify.js'
export { TestMesh } from './test-mesh.js'
export type { TestService } from './test-service.js'
