// Generated from contracts/approval.requested.v1/schema.json. Do not edit.
/**
 * A person is asked to decide. Nothing of it happens before an answer.
 */
export interface ApprovalRequestedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Event that is to be decided about, such as a proposal or a requested act.
   */
  about: string
  /**
   * The question in one line.
   */
  title: string
  /**
   * All that a person needs to decide, with the exact content where there is one. Shown as text.
   */
  text: string
  /**
   * SHA-256 of the bytes that would be acted with. An answer counts for these bytes only.
   */
  content_sha256?: string
  /**
   * Class of the act.
   */
  act?: 'look' | 'say' | 'change'
  /**
   * What can be answered.
   *
   * Items: One option.
   */
  options: {
    /**
     * Short name, kebab-case.
     */
    id: string
    /**
     * What the person reads.
     */
    label: string
    /**
     * What happens then.
     */
    effect?: string
  }[]
  /**
   * After this moment no answer counts, and nothing is done.
   */
  deadline: string
  /**
   * When a reminder goes out.
   */
  remind_at?: string
  /**
   * Who asks the person: web, cli, email, slack or another by name.
   *
   * Items: Name of the provider.
   */
  providers?: string[]
  /**
   * Why, at most three.
   *
   * Items: One statement.
   */
  reasons?: {
    /**
     * One sentence that a person can check.
     */
    text: string
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events: string[]
  }[]
}
