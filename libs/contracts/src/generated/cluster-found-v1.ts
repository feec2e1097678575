// Generated from contracts/cluster.found.v1/schema.json. Do not edit.
/**
 * semantah found things that are alike.
 */
export interface ClusterFoundV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Identity of the cluster.
   */
  cluster: string
  /**
   * What they share.
   */
  label: string
  /**
   * What is alike.
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
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
}
