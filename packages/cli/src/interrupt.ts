import { exitCode, type ExitCode } from './exit-code.ts'
import type { Progress } from './output/progress.ts'
import type { Tools } from './run-command.ts'

/** Ctrl-C, and a request to end. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** How the process ends because of it. */
  readonly end: ExitCode | undefined
  /** Lets the next one end the process at once, as before. */
  release(): void
}

/** The first stops the work where it can go on later, the second ends the process. */
export const onInterrupt = ({ outside, output }: Tools, progress: Progress): Interrupt => {
  const stop = new AbortController()
  let end: ExitCode | undefined
  const release = outside.onInterrupt((signal) => {
    if (end !== undefined) process.exit(end)
    end = signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated
    progress.end()
    output.note(
      'Stopping at the next safe place; once more ends at once, and the next run goes on from there.',
    )
    stop.abort()
  })
  return {
    signal: stop.signal,
    get end() {
      return end
    },
    release,
  }
}
