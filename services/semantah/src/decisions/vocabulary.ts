/** What a node of the graph may stand for. */
export const NODE_KINDS = {
  repository: 'a watched repository',
  change: 'a pull request or a branch ahead of its base',
  commit: 'one recorded commit',
  file: 'a file by its path; a renamed file is another node, tied to the old one',
  function: 'a function or other symbol of the code',
  area: 'a named part of a repository, or a service',
  person: 'somebody who wrote, reviewed or merged; the same in every repository',
  release: 'a published version',
  ci: 'a run of a pipeline for a commit',
  check: 'a step or stage of a CI run that failed',
  guard: 'a guard run',
  incident: 'something that is broken for users',
  issue: 'an issue of a host',
  epic: 'a goal that several issues and changes serve',
  document: 'a text about the system, by the path of its file',
  decision: 'a decision of heimgeist, with its reasons',
  pattern: 'what recurs',
  runbook: 'how a recurring situation is handled',
  rule: 'a policy, template or lint rule that was learned',
  agent_run: 'a run of an agent',
} as const

/** What a node stands for. */
export type NodeKind = keyof typeof NODE_KINDS

/** How two nodes are related, read from left to right. */
export const RELATION_TYPES = {
  touches: 'a change or commit changed a file; carries the lines',
  authored: 'a person wrote it',
  reviewed: 'a person reviewed a change',
  merged: 'a person merged a change',
  in_area: 'a file belongs to an area, from then on',
  in_repository: 'an area or release belongs to a repository',
  used_by: 'an area is used by another one, so that its changes reach that one',
  renamed_from: 'a file had another path before',
  continues: 'a repository goes on with what another one began: they share their first commit',
  part_of: 'a commit belongs to a change, a check to a CI run',
  belongs_to: 'a change, an issue or an incident belongs to an epic',
  fixes: 'a change mends a commit, or ended an incident',
  reverts: 'a change takes another one back',
  mentions: 'a text names an issue, a change or a commit',
  released_in: 'a commit is what a release was made of',
  tested_by: 'a CI run tried it',
  guarded_by: 'a guard run tried it',
  decided_about: 'a decision is about a change or area',
  causes: 'a change caused an incident',
  contains: 'a file defines a symbol of the code',
  imports: 'a file needs another one',
  calls: 'a symbol, or a file at its top, uses a symbol',
  inherits: 'a symbol builds on another one',
  alters: 'a change or commit changed lines of a symbol',
  shown_by: 'a pattern was seen in a change or an incident',
  drawn_from: 'a rule or runbook was made of a pattern',
  meant_for: 'a pattern, rule or runbook is for an area',
  looked_at_by: 'an agent looked at a change',
  written_in: 'a document stands in a file',
  affects: 'an incident or a guard run hits a file or an area',
} as const

/** How two nodes are related. */
export type RelationType = keyof typeof RELATION_TYPES
