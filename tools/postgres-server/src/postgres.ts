import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { serverAccount } from './account.ts'
import { installedBinaries } from './binaries.ts'
import { startDaemon } from './daemon.ts'
import { makeDataFolder } from './data-folder.ts'
import { startOnFreePort } from './free-port.ts'
import { drop, keep } from './keeper.ts'
import { gone, killTree, signal } from './process-tree.ts'
import { reachableBinaries } from './reachable-binaries.ts'
import { makeServerFolder } from './server-folder.ts'

/** A PostgreSQL server of our own. */
export interface PostgresServer extends AsyncDisposable {
  /** Of the superuser, on database `postgres`. */
  readonly url: string
  readonly port: number
  /** Holds the data folder and server.log. */
  readonly directory: string
  /** The postmaster's process id; another one after a restart. */
  readonly pid: number
  /** Ends the server for good and removes its folder. */
  stop(): Promise<void>
  /** Kills the server and every process of it, as a crash would. The folder stays; `restart` recovers it. */
  kill(): Promise<void>
  /** Starts the server again on the same port and data, shutting it down first if it runs. */
  restart(): Promise<void>
}

export interface PostgresOptions {
  /** Settings by their names in postgresql.conf; they go before ours. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

const defaults = {
  listen_addresses: '127.0.0.1',
  // A socket's path may hold 107 characters only, and temporary folders are deep on some systems.
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '32MB',
  fsync: 'on',
  // Neither UTC nor a whole number of hours from it: who forgets a time zone notices.
  timezone: 'Asia/Kathmandu',
  log_timezone: 'UTC',
}

/** Starts a throwaway server on 127.0.0.1. It ends with this process at the latest, even if that is killed. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const account = await serverAccount()
  const programs = await reachableBinaries(await installedBinaries(), account)
  const directory = await makeServerFolder('postgres', account)
  const pidFile = join(directory, 'data', 'postmaster.pid')
  keep({ directory, pidFile })

  const settings = Object.entries({ ...defaults, ...options.settings }).map(
    ([name, value]) => `-c${name}=${value}`,
  )
  const start = (port: number): Promise<number> =>
    startDaemon({
      program: join(programs, 'bin', 'postgres'),
      args: ['-D', join(directory, 'data'), '-p', String(port), ...settings],
      account,
      directory,
      logFile: join(directory, 'server.log'),
      isReady: (pid) => isReady(pidFile, pid),
    })
  const remove = async (): Promise<void> => {
    await rm(directory, { recursive: true, force: true, maxRetries: 10 })
    drop(directory)
  }

  try {
    const password = randomBytes(12).toString('hex')
    await makeDataFolder({ programs, directory, password, account })
    const [port, firstPid] = await startOnFreePort(
      async (candidate) => [candidate, await start(candidate)] as const,
    )
    let pid = firstPid
    const stop = async (): Promise<void> => {
      await shutDown(pid)
      await remove()
    }
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      port,
      directory,
      get pid() {
        return pid
      },
      stop,
      kill: () => killTree(pid),
      async restart() {
        await shutDown(pid)
        pid = await start(port)
      },
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** SIGINT is PostgreSQL's fast shutdown: it disconnects clients and writes a checkpoint. */
async function shutDown(pid: number): Promise<void> {
  signal(pid, 'SIGINT')
  if (!(await gone(pid, 20_000))) await killTree(pid)
}

/** The postmaster writes its own id and `ready` into its file; the one of a killed server may still lie there. */
async function isReady(pidFile: string, pid: number): Promise<boolean> {
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n')
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}
