// Generated from contracts/escalation.raised.v1/schema.json. Do not edit.
/**
 * Something went wrong so often that a person has to know of it. Once for each row of failures.
 */
export interface EscalationRaisedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Head commit of the last failure.
   */
  sha?: string
  /**
   * What it is about, kebab-case: failures-in-a-row.
   */
  kind: string
  /**
   * How often, in a row.
   */
  failures: number
  /**
   * What a person has to know, in one line.
   */
  title: string
  /**
   * The rest. Shown as text; parts of it come from outside.
   */
  text?: string
  /**
   * Decision that led to it.
   */
  decision: string
  /**
   * Runs that failed, latest first.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Who tells the person: web, cli or a provider of hauski by its name.
   *
   * Items: Name of the provider.
   */
  providers?: string[]
}
