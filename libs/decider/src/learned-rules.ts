/**
 * Name of the guard that checks the lines of a change by the lint rules that are in force in its repository. It runs by
 * itself where there is such a rule, and no entry of a configuration stands behind it.
 */
export const LEARNED_RULES = 'heimgewebe/learned-rules'
