import { SetMetadata } from '@nestjs/common'

/** Metadata key of routes that need no token. */
export const PUBLIC = 'heimgewebe:public'

/** Opens a route or a controller to everyone. Every use stands in the list that a test compares with the routes. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true)
