/** A pure decision: what follows from an event, given what is known. */
export type Decision<Event, Known, Result> = (event: Event, known: Known) => Result

/** Given, when, then over a pure decision: `specify(decide).given(known).when(event)`. */
export const specify = <Event, Known, Result>(
  decision: Decision<Event, Known, Result>,
): { given(known: Known): { when(event: Event): Result } } => ({
  given: (known) => ({ when: (event) => decision(event, known) }),
})
