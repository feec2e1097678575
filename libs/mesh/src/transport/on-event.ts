import 'reflect-metadata'
import { type ArgumentsHost, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common'
import { Ctx, EventPattern, Payload } from '@nestjs/microservices'
import type { Draft, EventType, MeshEvent } from '@heimgewebe/contracts'
import { type Observable, throwError } from 'rxjs'

/** Nest flattens what a handler throws; the mesh must see it as it was, to tell poison from "try again later". */
@Catch()
class Rethrow implements ExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error)
  }
}

/** What a handler of an event type looks like: it is given the event and a `Delivery` with the service's own tables. */
type Handle<T extends EventType> = (event: MeshEvent<T>, delivery: never) => Draft[] | Promise<Draft[]>

/** What is done outside any transaction about an intent that the service itself appended. */
type Perform<T extends EventType> = (event: MeshEvent<T>, act: Act) => Promise<Draft[]>

/** What an act in progress is given. */
export interface Act {
  /** Aborted when the service stops or the kill switch is thrown: end soon and return what is known. */
  readonly signal: AbortSignal
}

type Typed<Method> = <Own extends Method>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Own>,
) => void

const bind =
  (pattern: string, extras: Record<string, unknown> = {}) =>
  <Method>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Method>): void => {
    Payload()(target, key, 0)
    Ctx()(target, key, 1)
    EventPattern(pattern, extras)(target, key, descriptor as PropertyDescriptor)
    UseFilters(Rethrow)(target, key, descriptor as PropertyDescriptor)
  }

/** Patterns under which Nest holds the three kinds of handlers. */
export const patternOf = {
  event: (type: string): string => type,
  act: (type: string): string => `act:${type}`,
  unknown: (type: string): string => `unknown:${type}`,
}

/** Handles one event type; the method returns the drafts that follow from the event. One handler a type and service. */
export const OnEvent = <T extends EventType>(type: T): Typed<Handle<T>> => bind(patternOf.event(type))

/**
 * Carries out an intent: runs outside any transaction, once, when the service hears its own intent from the log; never
 * during a rebuild. Returns the drafts of the result. `concurrency`: acts of this type at the same time, default 1.
 * `lane`: acts with the same word wait for each other all the same, in the order of the log; those that wait count as not
 * begun. `unhurried`: nobody waits for it, so it begins once the log has been quiet (`<SERVICE>_QUIET`).
 */
export const Perform = <T extends EventType>(
  type: T,
  {
    concurrency = 1,
    lane,
    unhurried = false,
  }: { concurrency?: number; lane?: (event: MeshEvent<T>) => string; unhurried?: boolean } = {},
): Typed<Perform<T>> => bind(patternOf.act(type), { concurrency, unhurried, ...(lane ? { lane } : {}) })

/**
 * Says what became of an intent whose act was cut off by the end of the process: the result nobody saw. It may look at
 * the world, and never acts on it.
 */
export const PerformUnknown = <T extends EventType>(
  type: T,
): Typed<(event: MeshEvent<T>) => Draft[] | Promise<Draft[]>> => bind(patternOf.unknown(type))
