// Generated from contracts/insight.raised.v1/schema.json. Do not edit.
/**
 * heimgeist reflects on its own history: a statement that rests on several events.
 */
export interface InsightRaisedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * One sentence that a person can check.
   */
  statement: string
  /**
   * What it is about.
   */
  kind: 'area' | 'author_independent_habit' | 'guard' | 'decision_quality' | 'epic' | 'incident' | 'forecast'
  /**
   * Areas concerned.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas?: string[]
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * 0 to 1, by the number of cases.
   */
  confidence: number
}
