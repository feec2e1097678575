import type { Generated } from 'kysely'

/** The mesh's own tables in each service's schema, as kysely sees them. */
export interface MeshTables {
  mesh_cursor: { one: Generated<boolean>; position: number; rebuild_until: number; history_until: Generated<number> }
  mesh_inbox: { event_id: string; position: number }
  mesh_outbox: { id: Generated<number>; events: string }
  mesh_parked: {
    event_id: string
    event: string
    reason: string
    code: string
    tries: number
    parked_at: Generated<Date>
  }
  mesh_act: {
    event_id: string
    event: string
    state: 'heard' | 'waiting' | 'running' | 'done'
    position: number
    type: string
    lane: string | null
  }
  mesh_try: { event_id: string; tries: number }
  mesh_switch: { one: Generated<boolean>; stopped: boolean; position: number }
}
