import 'reflect-metadata'
import { RouteConfig } from '@nestjs/platform-fastify'
import type { Access, Needs as NeedsOf } from '@heimgewebe/access'
import type { FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks for. A route that does not say needs `admin`. */
    needs?: NeedsOf
  }
  interface FastifyRequest {
    /** Who asks; undefined on a route that is open to everyone. */
    access: Access | undefined
  }
}

/** Nest's own mark on a method that answers a route. */
const PATH = 'path'
const STATED = Symbol('heimgewebe:needs')

/**
 * Says what a route, or every route of a controller, asks for; a method's word counts before its controller's. The same
 * on a route that is not Nest's: `{ config: { needs: 'intake' } }`. Every use stands in docs/routes.md, which a test
 * compares with the routes there are.
 */
export const Needs = (needs: NeedsOf): ClassDecorator & MethodDecorator => {
  const mark = (prototype: object, name: string | symbol, descriptor: PropertyDescriptor): void => {
    Reflect.defineMetadata(STATED, needs, prototype, name)
    ;(RouteConfig({ needs }) as MethodDecorator)(prototype, name, descriptor)
  }
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (name !== undefined && descriptor !== undefined) return mark(target, name, descriptor)
    const { prototype } = target as { prototype: object }
    for (const [key, method] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const answers = typeof method.value === 'function' && Reflect.hasMetadata(PATH, method.value as object)
      if (answers && !Reflect.hasMetadata(STATED, prototype, key)) mark(prototype, key, method)
    }
  }
}

/** Opens a route or a controller to everyone. */
export const Public = (): ClassDecorator & MethodDecorator => Needs('public')

/** What a route asks for; `admin` where it does not say. */
export const needsOf = (request: FastifyRequest): NeedsOf => request.routeOptions.config.needs ?? 'admin'
