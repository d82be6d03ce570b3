import type { Milliseconds } from './engine/milliseconds.ts'
import { without } from './engine/parameters.ts'
import type { SslMode, TlsOptions } from './engine/tls.ts'
import { fromConnectionUrl } from './url.ts'
import { fromVariables } from './engine/variables.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=require`. What is given beside it wins. */
  readonly url?: string
  /** Default: `PGHOST`, else `localhost`. A path is the folder of a UNIX socket. */
  readonly host?: string
  /** Default: `PGPORT`, else 5432. */
  readonly port?: number
  /** Default: `PGDATABASE`, else the user. */
  readonly database?: string
  /** Default: `PGUSER`, else the user of the operating system. */
  readonly user?: string
  /** A function is asked for each connection, for passwords that expire. Default: `PGPASSWORD`, else the pgpass file. */
  readonly password?: string | (() => string | Promise<string>)
  /** As libpq; default `PGSSLMODE`, else `prefer`. */
  readonly sslmode?: SslMode
  /** PEM texts. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  /** Where the tables of Holdfast live, and what an unqualified table of `bulkInsert` means. Always named, no search path. */
  readonly schema?: string
  /**
   * `'transaction'`: the URL leads to PgBouncer (or its like) in transaction mode. No prepared statement is kept, every
   * limit is set within its transaction, nothing is left in the session.
   */
  readonly pooler?: 'transaction'
  /**
   * The server itself keeps the rows of tenants apart: `createTables` puts row-level security on tables with `tenant()`, and
   * everything of `db.tenant(id)` and `db.system()` tells the server whom it is for. Refused at `open` for a role that such rules do not bind.
   */
  readonly rowLevelSecurity?: boolean
  /** The most connections. Default 10. */
  readonly max?: number
  /** Connections that are kept although idle. Default 0. */
  readonly min?: number
  /** How long a connection above `min` may be idle. Default 30 000. */
  readonly idleTimeout?: Milliseconds
  /** How old a connection may become; it is replaced when it is next idle. Default 1 800 000; 0: no limit. */
  readonly lifetime?: Milliseconds
  /** The longest that one attempt to connect may take. Default `PGCONNECT_TIMEOUT`, else 10 000. */
  readonly connectTimeout?: Milliseconds
  /** The longest that one statement may run on the server. Default: no limit but the server's. */
  readonly statementTimeout?: Milliseconds
  /** How long the server lets a transaction sit idle before it ends it. Default 300 000; 0: no limit. */
  readonly idleTransactionTimeout?: Milliseconds
  /**
   * `'full'`: refuse to open unless a commit survives power loss. `'normal'`: `synchronous_commit = off`, the last moments
   * may be lost. Default: as full as the server is configured, which `facts.durability` tells.
   */
  readonly durability?: 'full' | 'normal'
  /** Shown by the server. Default `PGAPPNAME`, else `holdfast`. */
  readonly applicationName?: string
  /** Prepared statements kept for each connection. Default 500; 0 keeps none. */
  readonly preparedStatements?: number
  /** Called for each new connection, to set up its session. Refused with `pooler: 'transaction'`, which has no session. */
  readonly onConnect?: (run: (text: string) => Promise<void>) => void | Promise<void>
}

/** The options with every default filled in. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly password: string | (() => string | Promise<string>) | undefined
  readonly tls: TlsOptions
  readonly schema: string | undefined
  readonly isPooled: boolean
  readonly rowLevelSecurity: boolean
  readonly max: number
  readonly min: number
  readonly idleTimeout: Milliseconds
  readonly lifetime: Milliseconds
  readonly connectTimeout: Milliseconds
  readonly statementTimeout: Milliseconds | undefined
  readonly idleTransactionTimeout: Milliseconds
  readonly durability: 'full' | 'normal' | undefined
  /** What the session sets, where the server's own setting does not do. */
  readonly synchronousCommit: 'on' | 'off' | undefined
  readonly applicationName: string
  readonly preparedStatements: number
  readonly onConnect: PostgresOptions['onConnect']
}

const whole = (name: string, value: number, least: number): number => {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${name} must be a whole number ≥ ${least}`)
  return value
}

/** Fills in the defaults: what is given, then the URL, then the `PG*` variables. Throws on what can never work. */
export const settings = (given: PostgresOptions): Settings => {
  const options: PostgresOptions = {
    ...fromVariables(process.env),
    ...(given.url === undefined ? {} : fromConnectionUrl(given.url)),
    ...without(given),
  }
  const isPooled = options.pooler === 'transaction'
  if (options.pooler !== undefined && !isPooled) throw new RangeError("pooler must be 'transaction'")
  if (isPooled && options.onConnect !== undefined) {
    throw new TypeError('onConnect sets up a session, and behind a pooler in transaction mode there is none')
  }
  if (isPooled && options.durability === 'normal') {
    throw new TypeError(
      "durability: 'normal' is a session setting, and behind a pooler in transaction mode there is none; " +
        'set it for the role: alter role … set synchronous_commit = off',
    )
  }
  const mode = options.sslmode ?? 'prefer'
  if (mode === 'verify-ca' && options.ca === undefined) {
    throw new TypeError('sslmode verify-ca needs a certificate authority: give `ca` or sslrootcert')
  }
  const max = whole('max', options.max ?? 10, 1)
  const user = options.user ?? process.env['USER'] ?? process.env['USERNAME'] ?? 'postgres'
  return {
    host: options.host ?? 'localhost',
    port: whole('port', options.port ?? 5432, 1),
    user,
    database: options.database ?? user,
    password: options.password,
    tls: { mode, ca: options.ca, cert: options.cert, key: options.key },
    schema: options.schema,
    isPooled,
    rowLevelSecurity: options.rowLevelSecurity === true,
    max,
    min: Math.min(max, whole('min', options.min ?? 0, 0)),
    idleTimeout: whole('idleTimeout', options.idleTimeout ?? 30_000, 1),
    lifetime: whole('lifetime', options.lifetime ?? 1_800_000, 0),
    connectTimeout: whole('connectTimeout', options.connectTimeout ?? 10_000, 1),
    statementTimeout:
      options.statementTimeout === undefined
        ? undefined
        : whole('statementTimeout', options.statementTimeout, 1),
    idleTransactionTimeout: whole('idleTransactionTimeout', options.idleTransactionTimeout ?? 300_000, 0),
    durability: options.durability,
    synchronousCommit: options.durability === 'normal' ? 'off' : undefined,
    applicationName: options.applicationName ?? 'holdfast',
    preparedStatements: isPooled ? 0 : whole('preparedStatements', options.preparedStatements ?? 500, 0),
    onConnect: options.onConnect,
  }
}
