/** Somebody who may give commands. What is absent means all. */
export interface Commander {
  /** Name or mail address as the source gives it, lower case; * for everyone. */
  readonly who: string
  readonly tool?: string
  readonly verb?: string
}

/** Who gave a command. */
export interface Giver {
  /** As recorded in the events. */
  readonly by: string
  /** Names that an allow list may know them by. */
  readonly names: readonly string[]
}

/** Whether somebody may give a command. Without an allow list everyone may who can append to the log or comment. */
export const mayGive = (commanders: readonly Commander[], giver: Giver, tool: string, verb: string): boolean => {
  if (commanders.length === 0) return true
  const names = giver.names.map((name) => name.toLowerCase())
  return commanders.some(
    (commander) =>
      (commander.who === '*' || names.includes(commander.who)) &&
      (commander.tool === undefined || commander.tool === tool) &&
      (commander.verb === undefined || commander.verb === verb),
  )
}
