const ORIGINS = {
  asked: 'a person asked for this run',
  unasked: 'the run was requested because of this decision',
} as const

/** Why a guard ran, as a reason of what is decided about its result. */
export const originText = (asked: boolean): string => (asked ? ORIGINS.asked : ORIGINS.unasked)

/** Whether a reason tells only why a guard ran: of use to whoever follows a decision, not to whoever reads of its result. */
export const isOrigin = (text: string): boolean => Object.values<string>(ORIGINS).includes(text)
