import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** Something that runs on its own and must not outlive this process. */
export interface Kept {
  /** Removed when this process ends. */
  readonly directory: string
  /** Its first line is the process id. */
  readonly pidFile: string
}

let keeper: Writable | undefined

/** Sees to it that the server is stopped and its folder removed when this process ends, however it ends. */
export function keep(kept: Kept): void {
  keeper ??= startKeeper()
  keeper.write(`${JSON.stringify({ keep: kept })}\n`)
}

/** The caller has cleaned up itself. */
export function drop(directory: string): void {
  keeper?.write(`${JSON.stringify({ drop: directory })}\n`)
}

function startKeeper(): Writable {
  // Detached: Ctrl-C in a terminal goes to the whole process group, and must not end the keeper first.
  const child = spawn(process.execPath, [fileURLToPath(new URL('../keeper.mjs', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    detached: true,
    env: {},
  })
  child.unref()
  const stdin = child.stdin as Socket
  stdin.unref()
  stdin.on('error', () => {
    keeper = undefined
  })
  return stdin
}
