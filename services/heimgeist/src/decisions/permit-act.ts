/** Classes of acts: look (analyse, run a guard), say (comment, status, message), change (commit, revert, rule in force). */
export type ActClass = 'look' | 'say' | 'change'

/** Autonomy: 0 passive, 1 observing, 2 warning, 3 operative. */
export type Level = 0 | 1 | 2 | 3

/** What becomes of a proposed act: done, kept for the record, left until somebody asks, offered to a person, or refused. */
export type Permission = 'do' | 'record' | 'wait' | 'propose' | 'never'

/** An act as it is proposed, before autonomy has its say. */
export interface Proposal {
  readonly act: ActClass
  /** A person or an agent with the right to asked for it. */
  readonly asked: boolean
  /** Something is left of the budget of this class. */
  readonly inBudget: boolean
  /** The act has an undo that was tested. Only acts of class change ask for one. */
  readonly undo: boolean
}

/** The table of autonomy, one row a level. It is the whole policy: nothing else decides whether an act may be done. */
const TABLE: Readonly<Record<Level, Readonly<Record<ActClass, (proposal: Proposal) => Permission>>>> = {
  0: {
    look: ({ asked }) => (asked ? 'do' : 'wait'),
    say: ({ asked }) => (asked ? 'do' : 'wait'),
    change: () => 'never',
  },
  1: {
    look: ({ asked, inBudget }) => (asked || inBudget ? 'do' : 'record'),
    say: ({ asked }) => (asked ? 'do' : 'record'),
    change: () => 'never',
  },
  2: {
    look: ({ asked, inBudget }) => (asked || inBudget ? 'do' : 'record'),
    say: ({ asked, inBudget }) => (asked || inBudget ? 'do' : 'record'),
    change: () => 'propose',
  },
  3: {
    look: ({ asked, inBudget }) => (asked || inBudget ? 'do' : 'record'),
    say: () => 'do',
    change: ({ undo }) => (undo ? 'do' : 'propose'),
  },
}

/** What a level allows of a proposed act. */
export const permitAct = (proposal: Proposal, level: Level): Permission => TABLE[level][proposal.act](proposal)
