import type { NodeKind } from './vocabulary.js'

/** The person behind a name and address: the address where there is one, since names change and repeat. */
export const personOf = (person: { readonly name: string; readonly email?: string }): string =>
  `person/${(person.email ? person.email.toLowerCase() : person.name) || 'unknown'}`

export const commitOf = (repository: string, sha: string): string => `change/${repository}/${sha}`
export const pullRequestOf = (repository: string, number: number): string => `pr/${repository}/${number}`
export const issueOf = (repository: string, number: number): string => `issue/${repository}/${number}`
export const fileOf = (repository: string, path: string): string => `file/${repository}/${path}`
export const functionOf = (repository: string, path: string, name: string): string =>
  `function/${repository}/${path}#${name}`
export const areaOf = (repository: string, name: string): string => `area/${repository}/${name}`
/** Whether what stands in the place of an area is the name of one, and not a word for all of them or for those of the change. */
export const isArea = (name: string): boolean => name !== '*' && name !== 'changed'
export const patternOf = (repository: string, pattern: string): string => `pattern/${repository}/${pattern}`
export const ruleOf = (repository: string, rule: string): string => `rule/${repository}/${rule}`
export const documentOf = (repository: string, path: string): string => `document/${repository}/${path}`
export const repositoryOf = (repository: string): string => `repository/${repository}`

const KINDS: Readonly<Record<string, NodeKind>> = {
  repository: 'repository',
  change: 'commit',
  pr: 'change',
  branch: 'change',
  issue: 'issue',
  incident: 'incident',
  release: 'release',
  ci: 'ci',
  guard: 'guard',
  decision: 'decision',
  area: 'area',
  epic: 'epic',
  person: 'person',
  function: 'function',
  file: 'file',
}

/** The kind of node that a subject names, or undefined where the graph has no such kind. */
export const kindOf = (subject: string): NodeKind | undefined => {
  const slash = subject.indexOf('/')
  return slash < 1 ? undefined : KINDS[subject.slice(0, slash)]
}
