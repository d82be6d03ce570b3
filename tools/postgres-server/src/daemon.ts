import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Account, runAs } from './account.ts'
import { PortTaken } from './free-port.ts'

export interface DaemonOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly account: Account | undefined
  /** Also the working directory: by it the keeper knows the process again. */
  readonly directory: string
  readonly logFile: string
  /** Polled until true. It must not be fooled by another server on the same port. */
  readonly isReady: (pid: number) => Promise<boolean>
}

/** Starts a server in the background and waits until it is ready; returns its process id. */
export async function startDaemon(options: DaemonOptions): Promise<number> {
  const log = await open(options.logFile, 'a')
  const child = spawn(options.program, options.args, {
    ...runAs(options.account),
    cwd: options.directory,
    // Not ours: PGPORT, PGDATA and a locale of the caller would reach the server.
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  })
  let ended: string | undefined
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code}`}`))
  child.unref()

  const deadline = Date.now() + 60_000
  try {
    for (;;) {
      if (ended !== undefined) throw await failure(options, ended)
      if (child.pid !== undefined && (await options.isReady(child.pid))) return child.pid
      if (Date.now() > deadline) {
        child.kill('SIGKILL')
        throw await failure(options, 'it was not ready after 60 seconds')
      }
      await sleep(15)
    }
  } finally {
    await log.close()
  }
}

async function failure(options: DaemonOptions, reason: string): Promise<Error> {
  const log = await readFile(options.logFile, 'utf8').catch(() => '')
  const message = `${options.program} did not start: ${reason}.\n${log.split('\n').slice(-20).join('\n')}`
  return /address (already )?in use/i.test(log.split('\n').slice(-20).join('\n'))
    ? new PortTaken(message)
    : new Error(message)
}
