import type { MeshEvent } from '@heimgewebe/contracts'
import { LinkDraft, type Links } from './links.js'
import { areaOf, commitOf, kindOf, patternOf, ruleOf } from './subjects.js'

type Kind = MeshEvent<'rule.proposed.v1'>['data']['kind']

/** A pattern: what it was seen in, as sure as it holds, and the areas concerned. */
export const linkPattern = ({ data }: MeshEvent<'pattern.learned.v1'>): Links => {
  const { repository, confidence, state } = data
  const links = new LinkDraft(repository)
  const pattern = links.about('pattern', patternOf(repository, data.pattern), data.name, state)
  for (const { subject } of data.cases) {
    const seen = shownBy(repository, subject)
    const kind = kindOf(seen)
    if (kind !== undefined) links.relate('shown_by', pattern, links.named(kind, seen), confidence)
  }
  linkAreas(links, repository, pattern, data.areas)
  return links
}

/** A rule that waits for approval. One of which an older version is in force stays so until it is answered. */
export const linkProposal = ({ data }: MeshEvent<'rule.proposed.v1'>): Links => {
  const { repository, supersedes } = data
  const links = new LinkDraft(repository)
  const rule = links.about(
    nodeOf(data.kind),
    ruleOf(repository, data.rule),
    data.name,
    supersedes ? 'changing' : 'proposed',
  )
  if (data.pattern !== undefined)
    links.relate('drawn_from', rule, links.named('pattern', patternOf(repository, data.pattern)))
  linkAreas(links, repository, rule, data.areas)
  return links
}

/** A rule that is in force. */
export const linkEnactment = ({ data }: MeshEvent<'rule.enacted.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  const rule = links.about(nodeOf(data.kind), ruleOf(data.repository, data.rule), data.name, 'in force')
  if (data.areas !== undefined) linkAreas(links, data.repository, rule, data.areas)
  return links
}

/** A rule that is in force no longer: it is for no area any more. */
export const linkRetirement = ({ data }: MeshEvent<'rule.retired.v1'>): Links => {
  const links = new LinkDraft(data.repository)
  links.replace(links.about(nodeOf(data.kind), ruleOf(data.repository, data.rule), '', 'retired'), 'meant_for')
  return links
}

/** A run of an agent and the change that it looked at. */
export const linkAgentRun = ({ id, data }: MeshEvent<'agent.reported.v1'>): Links => {
  const links = new LinkDraft(data.repository ?? '')
  const run = links.about('agent_run', `agent_run/${id}`, `${data.agent}: ${data.summary}`, data.outcome)
  const { change } = data
  if (change !== undefined) links.relate('looked_at_by', links.named(kindOf(change) ?? 'commit', change), run)
  return links
}

/** Runs are cases by the commit that they tried. */
const shownBy = (repository: string, subject: string): string => {
  const prefix = `ci/${repository}/`
  return subject.startsWith(prefix) ? commitOf(repository, subject.slice(prefix.length)) : subject
}

const nodeOf = (kind: Kind): 'runbook' | 'rule' => (kind === 'runbook' ? 'runbook' : 'rule')

/** The areas that a pattern or rule is told for last are the ones that it is for. */
const linkAreas = (links: LinkDraft, repository: string, from: string, areas: readonly string[] = []): void => {
  links.replace(from, 'meant_for')
  for (const area of areas) links.relate('meant_for', from, links.named('area', areaOf(repository, area), area))
}
