// Generated from contracts/command.given.v1/schema.json. Do not edit.
/**
 * A person or an agent gives a command in text: <tool> /<verb> <area>.
 */
export interface CommandGivenV1 {
  /**
   * The command as typed.
   */
  text: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Who gave it.
   */
  by: string
  /**
   * Subject that the command is about where that is no change: an issue or an incident.
   */
  about?: string
  /**
   * Deadline: heard after it, the command is refused. Absent where it never is too late.
   */
  expires_at?: string
}
