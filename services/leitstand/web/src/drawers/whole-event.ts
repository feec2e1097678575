/** An event of the log, whole. */
export interface WholeEvent {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly subject: string
  readonly time: string
  readonly position?: number
  readonly streamversion?: number
  readonly actor?: string
  readonly correlationid?: string
  readonly causationid?: string
  readonly dataschema?: string
  readonly data: unknown
}
