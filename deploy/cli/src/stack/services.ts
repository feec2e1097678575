/** Services of the mesh in the order in which they are listed, with the port of each stack. */
export const SERVICE_PORTS = {
  chronik: { prod: 8010, test: 9010 },
  semantah: { prod: 8011, test: 9011 },
  sichter: { prod: 8012, test: 9012 },
  heimgeist: { prod: 8013, test: 9013 },
  wgx: { prod: 8014, test: 9014 },
  heimlern: { prod: 8015, test: 9015 },
  hauski: { prod: 8016, test: 9016 },
  leitstand: { prod: 8001, test: 9001 },
} as const

/** Name of a service; also its database role, its schema, its NATS user and its folder. */
export type ServiceName = keyof typeof SERVICE_PORTS

/** Every service, in the order of `SERVICE_PORTS`. */
export const SERVICES = Object.keys(SERVICE_PORTS) as readonly ServiceName[]

/** Ports of the servers below the services. */
export const SERVER_PORTS = {
  postgres: { prod: 5432, test: 5433, setting: 'HEIMGEWEBE_POSTGRES_PORT', label: 'PostgreSQL' },
  nats: { prod: 4222, test: 4223, setting: 'HEIMGEWEBE_NATS_PORT', label: 'NATS' },
  natsMonitor: { prod: 8222, test: 8223, setting: 'HEIMGEWEBE_NATS_MONITOR_PORT', label: 'NATS monitoring' },
} as const

/** Which of the two stacks: PROD and TEST run side by side and share nothing. */
export type StackName = 'prod' | 'test'
