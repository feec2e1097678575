import type { CloudEvent, Violation } from '@heimgewebe/contracts'
import { holdsCredentials } from '@heimgewebe/git'

/** Types whose `location` is the place of a repository, given by a person. */
const PLACES = ['watch.requested.v1', 'repository.registered.v1']

/** A secret in an event that would stay in the log for good; undefined where none is known to be there. */
export const secretIn = ({ type, data }: CloudEvent): Violation | undefined => {
  const { location } = data as { location?: unknown }
  if (!PLACES.includes(type) || typeof location !== 'string' || !holdsCredentials(location)) return undefined
  return {
    field: '/data/location',
    rule: 'credentials',
    message:
      'holds a user name, a password or a query, and the log keeps all: give the place alone, and the token to its host (heimgewebe host add --token-file)',
  }
}
