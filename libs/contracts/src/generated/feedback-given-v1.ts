// Generated from contracts/feedback.given.v1/schema.json. Do not edit.
/**
 * A person says whether something that the mesh said was right.
 */
export interface FeedbackGivenV1 {
  /**
   * Event that is judged: a ranking of suspects, a verdict, a decision, a pattern, an insight.
   */
  about: string
  /**
   * What it is about, such as a change, an incident or a pattern: pattern/<repository>/<pattern>.
   */
  subject?: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Right or wrong; good and bad are of patterns.
   */
  verdict: 'confirm' | 'deny' | 'good' | 'bad'
  /**
   * The change that it really was, or that is confirmed or denied.
   */
  change?: string
  /**
   * Who says so.
   */
  by: string
  /**
   * Where it was said: web, cli, comment, command.
   */
  provider?: string
  /**
   * What the person added.
   */
  note?: string
}
