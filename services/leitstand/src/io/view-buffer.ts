import type { ChangeRow, Changes, IncidentRow, MomentRow, ParkedRow, RepositoryRow, ResolvedRow } from './view-rows.js'

/** What one transaction will write, merged to one row a key so that a batch of 500 events is a handful of statements. */
export class ViewBuffer {
  readonly moments: MomentRow[] = []
  readonly changes = new Map<string, ChangeRow & { position: number }>()
  readonly repositories = new Map<string, RepositoryRow>()
  readonly incidents = new Map<string, IncidentRow>()
  readonly resolved = new Map<string, ResolvedRow>()
  readonly parked = new Map<string, ParkedRow>()
  readonly unparked = new Map<string, { readonly event: string; readonly consumer: string }>()

  /** Takes what one event says. Later events win field by field. */
  add(moment: MomentRow, says: Changes): void {
    this.moments.push(moment)
    for (const row of says.changes ?? [])
      this.changes.set(row.subject, { ...this.changes.get(row.subject), ...row, position: moment.position })
    if (moment.repository !== undefined)
      this.addRepository({ repository: moment.repository, last_at: moment.time, ...says.repository })
    if (says.incident) this.open(says.incident)
    if (says.resolved) this.resolved.set(says.resolved.subject, says.resolved)
    if (says.parked) this.park(says.parked)
    if (says.unparked) this.unpark(says.unparked)
  }

  private addRepository(row: RepositoryRow): void {
    const known = this.repositories.get(row.repository)
    const commits = (known?.commits ?? 0) + (row.commits ?? 0)
    const last_at = latest(known?.last_at, row.last_at)
    this.repositories.set(row.repository, { ...known, ...row, ...last_at, commits })
  }

  private open(row: IncidentRow): void {
    // The end may be heard before the beginning; only what begins after it opens the incident again.
    const end = this.resolved.get(row.subject)
    this.incidents.set(row.subject, { ...row, ...repositoryOf(row, end, this.incidents.get(row.subject)) })
    if (end !== undefined && end.at < row.detected_at) this.resolved.delete(row.subject)
  }

  private park(row: ParkedRow): void {
    this.parked.set(`${row.event} ${row.consumer}`, row)
    this.unparked.delete(`${row.event} ${row.consumer}`)
  }

  private unpark(row: { readonly event: string; readonly consumer: string }): void {
    this.parked.delete(`${row.event} ${row.consumer}`)
    this.unparked.set(`${row.event} ${row.consumer}`, row)
  }
}

/** The later of two ISO times: events of an import come in the order of the log, not of their times. */
const latest = (a = '', b = ''): { readonly last_at?: string } =>
  a === '' && b === '' ? {} : { last_at: a > b ? a : b }

/** The first repository that is named: what one event leaves out, an earlier one may have said. */
const repositoryOf = (
  ...rows: readonly ({ readonly repository?: string } | undefined)[]
): { readonly repository?: string } => {
  const repository = rows.find((row) => row?.repository !== undefined)?.repository
  return repository === undefined ? {} : { repository }
}
