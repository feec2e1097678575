// Generated from contracts/cluster.found.v1/schema.json. Do not edit.
/**
 * semantah found things that are alike: told when three are, and again when the cluster has grown.
 */
export interface ClusterFoundV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Identity of the cluster. It stays as the cluster grows.
   */
  cluster: string
  /**
   * What they share.
   */
  label: string
  /**
   * What is alike: incidents, problems as people and monitors report them, incidents and issues; failures, changes whose latest run failed; changes.
   */
  kind: 'changes' | 'incidents' | 'failures'
  /**
   * Subjects, closest first.
   *
   * Items: Subject.
   */
  members: string[]
  /**
   * Words that they share, most telling first.
   *
   * Items: Word.
   */
  words?: string[]
  /**
   * Mean likeness of the members, 0 to 1.
   */
  cohesion?: number
  /**
   * Events that it rests on: one a member, in their order, as many as there is room for.
   *
   * Items: Event id.
   */
  events: string[]
}
