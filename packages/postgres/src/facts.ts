import { type Connection, type EngineFacts, HoldfastError } from '@holdfast/core'
import type { Settings } from './options.ts'
import { systemSetting, tenantSetting } from './engine/tenant-setting.ts'

/** Transaction ids that can be asked for later (`pg_xact_status` by `xid8`) exist from here on. */
const oldest = 130_000

const question = `
  select current_setting('server_version'), current_setting('server_version_num')::int,
    current_setting('server_encoding'), current_setting('synchronous_commit'), current_setting('fsync'),
    current_setting('full_page_writes'), current_database()::text, pg_is_in_recovery(),
    (select rolsuper or rolbypassrls from pg_roles where rolname = current_user), current_user::text,
    coalesce(current_setting('${tenantSetting}', true), '') || coalesce(current_setting('${systemSetting}', true), '')`

/** Reads back what the server promises. Throws `unsupported` when it is too old or keeps text in another encoding. */
export const readFacts = async (connection: Connection, settings: Settings): Promise<EngineFacts> => {
  const { rows } = await connection.execute({ text: question, values: [], cache: false })
  const [
    version,
    number,
    encoding,
    synchronousCommit,
    fsync,
    fullPageWrites,
    database,
    inRecovery,
    isUnbound,
    role,
    preset,
  ] = rows[0] as [string, number, string, string, string, string, string, boolean, boolean, string, string]
  if (number < oldest) throw refuse(`the server is version ${version}, and 13 is the oldest that works`)
  if (encoding !== 'UTF8') {
    throw refuse(`the database has the encoding ${encoding}; create one with encoding 'UTF8'`)
  }
  if (settings.rowLevelSecurity && isUnbound) {
    throw refuse(
      `row-level security does not bind the role ${role}, which is a superuser or has BYPASSRLS; ` +
        'connect as a plain role: create role app login nosuperuser nobypassrls',
    )
  }
  if (settings.rowLevelSecurity && preset !== '') {
    throw refuse(
      `the role or the database sets ${tenantSetting} or ${systemSetting}, by which row-level security would show rows to everybody; ` +
        `reset both: alter role … reset ${tenantSetting}`,
    )
  }
  const isFull = synchronousCommit !== 'off' && fsync === 'on' && fullPageWrites === 'on'
  return {
    engine: 'PostgreSQL',
    version,
    durability: isFull ? 'full' : 'process',
    details: {
      synchronous_commit: synchronousCommit,
      fsync: fsync === 'on',
      full_page_writes: fullPageWrites === 'on',
      in_recovery: inRecovery,
      pooler: settings.isPooled ? 'transaction' : 'none',
      row_level_security: settings.rowLevelSecurity,
    },
    system: 'postgresql',
    namespace: settings.schema === undefined ? database : `${database}|${settings.schema}`,
  }
}

/** Full durability was asked for and is not there. */
export const refuseDurability = ({ details }: EngineFacts): HoldfastError => {
  const { synchronous_commit: commit, fsync, full_page_writes: pages } = details
  return refuse(
    `durability 'full' was asked for, and the server has synchronous_commit = ${String(commit)}, ` +
      `fsync = ${fsync === true ? 'on' : 'off'}, full_page_writes = ${pages === true ? 'on' : 'off'}`,
  )
}

const refuse = (why: string): HoldfastError =>
  new HoldfastError('unsupported', `Cannot open the database: ${why}`)
