import type { CloudEvent } from '@heimgewebe/contracts'

const bodies = new WeakMap<object, string>()

/** The JSON of an event as it is stored and published: made once, whoever asks. */
export const bodyOf = (event: CloudEvent): string => {
  const known = bodies.get(event)
  if (known !== undefined) return known
  const body = JSON.stringify(event)
  bodies.set(event, body)
  return body
}
