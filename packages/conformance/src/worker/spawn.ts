import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Worker } from '../harness.ts'
import { bundled } from './bundle.ts'
import type { Order } from './main.ts'

/** A process that works on a database. */
export interface WorkerProcess {
  /** What it has said so far, line by line. */
  readonly lines: readonly string[]
  /** Resolves when it has said this many lines, or has ended. */
  said(count: number): Promise<void>
  /** SIGSTOP: it stands still until `resume`. */
  pause(): void
  resume(): void
  /** SIGKILL: nothing of it runs afterwards. */
  kill(): Promise<void>
  readonly ended: Promise<void>
}

/** The process is started while its program is still being made; where that lies it is told. */
const program = (order: Order): string => `
const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const folder = Buffer.concat(chunks).toString()
const [{ work }, worker] = await Promise.all([import(folder + '/main.mjs'), import(folder + '/worker.mjs')])
await work(worker, ${JSON.stringify(order)})
process.exit(0)
`

export const startWorker = (worker: Worker, order: Order): WorkerProcess => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(order)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    lines.push(line)
    for (const wake of waiting) wake()
  })
  const closed = once(child, 'close')
  let isOver = false
  const live = async (): Promise<void> => {
    try {
      const folder = await bundled(fileURLToPath(worker.module))
      // It may have been killed meanwhile.
      child.stdin.on('error', () => undefined)
      child.stdin.end(pathToFileURL(folder).href)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    } finally {
      await closed
      isOver = true
      for (const wake of waiting) wake()
    }
  }
  const ended = live()
  // Not everybody waits for the end of what was killed.
  ended.catch(() => undefined)
  return {
    lines,
    ended,
    said: async (count) => {
      while (lines.length < count && !isOver) {
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake)
            resolve()
          }
          waiting.add(wake)
        })
      }
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
