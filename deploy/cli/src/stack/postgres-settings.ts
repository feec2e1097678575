/** Name of the superuser; only the supervisor uses it. */
export const ADMIN = 'heimgewebe_admin'

/** Name of the database; each service has a role and a schema of its own in it. */
export const DATABASE = 'heimgewebe'

/**
 * Settings of the embedded server. Durability is not for sale (`fsync`, `full_page_writes`, `synchronous_commit` stay on);
 * everything else is chosen for one machine with little memory.
 */
export const postgresSettings = (port: number): Readonly<Record<string, string>> => ({
  port: String(port),
  listen_addresses: '127.0.0.1',
  // NOTE: a socket's path may have 107 bytes only, which a long home folder exceeds; TCP on the loopback is enough.
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // NOTE: reading ahead by worker processes pays on big scans only and costs memory in each.
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  idle_in_transaction_session_timeout: '60s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %u ',
})

/** Who may connect: the services' roles to the one database, the superuser to all, each by password, over loopback only. */
export const HOST_RULES = `# Written at every start. Do not edit.
host ${DATABASE} all 127.0.0.1/32 scram-sha-256
host all ${ADMIN} 127.0.0.1/32 scram-sha-256
`
