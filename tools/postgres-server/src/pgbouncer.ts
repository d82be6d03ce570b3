import { chown, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { serverAccount } from './account.ts'
import { startDaemon } from './daemon.ts'
import { findPgBouncer } from './find-pgbouncer.ts'
import { startOnFreePort } from './free-port.ts'
import { drop, keep } from './keeper.ts'
import { gone, killTree, signal } from './process-tree.ts'
import { makeServerFolder } from './server-folder.ts'

/** A connection pooler between clients and a server. */
export interface PgBouncer extends AsyncDisposable {
  /** Like the target's URL, through the pooler. */
  readonly url: string
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

export interface PgBouncerOptions {
  /** The server's URL, with a password. */
  readonly target: string
  readonly poolMode: 'session' | 'transaction' | 'statement'
  /** Settings by their names in pgbouncer.ini; they go before ours. */
  readonly settings?: Readonly<Record<string, string | number>>
}

/** Starts the machine's `pgbouncer` on 127.0.0.1. It ends with this process at the latest. */
export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncer> {
  const program = await findPgBouncer()
  const account = await serverAccount()
  const directory = await makeServerFolder('pgbouncer', account)
  const pidFile = join(directory, 'pid')
  const logFile = join(directory, 'server.log')
  keep({ directory, pidFile })

  const start = async (port: number): Promise<number> => {
    for (const [name, text] of Object.entries(configuration(options, directory, port))) {
      await writeFile(join(directory, name), text, { mode: 0o600 })
      if (account) await chown(join(directory, name), account.uid, account.gid)
    }
    return startDaemon({
      program,
      args: [join(directory, 'pgbouncer.ini')],
      account,
      directory,
      logFile,
      isReady: async (pid) => Number(await readFile(pidFile, 'utf8').catch(() => '')) === pid,
    })
  }
  const remove = async (): Promise<void> => {
    await rm(directory, { recursive: true, force: true, maxRetries: 10 })
    drop(directory)
  }

  try {
    const [port, pid] = await startOnFreePort(
      async (candidate) => [candidate, await start(candidate)] as const,
    )
    const url = new URL(options.target)
    url.hostname = '127.0.0.1'
    url.port = String(port)
    const stop = async (): Promise<void> => {
      signal(pid, 'SIGTERM')
      if (!(await gone(pid, 5_000))) await killTree(pid)
      await remove()
    }
    return { url: url.href, port, pid, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await remove()
    throw error
  }
}

function configuration(options: PgBouncerOptions, directory: string, port: number): Record<string, string> {
  const target = new URL(options.target)
  const user = decodeURIComponent(target.username)
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(directory, 'users'),
    pool_mode: options.poolMode,
    pidfile: join(directory, 'pid'),
    max_client_conn: 500,
    default_pool_size: 20,
    admin_users: user,
    ...options.settings,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return {
    users: `"${user}" "${decodeURIComponent(target.password)}"\n`,
    'pgbouncer.ini': [
      '[databases]',
      `* = host=${target.hostname} port=${target.port || '5432'}`,
      '[pgbouncer]',
      ...lines,
      '',
    ].join('\n'),
  }
}
