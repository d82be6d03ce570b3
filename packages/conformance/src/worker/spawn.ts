import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Worker } from '../harness.ts'
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

/**
 * The program of the process. Node runs no TypeScript by itself everywhere, so modules are loaded through the Vite that
 * vitest brings, from source or as they are published.
 */
const program = (loader: string, main: string, worker: string, order: Order): string => `
const { createViteServer } = await import(${JSON.stringify(loader)})
const server = await createViteServer({
  configFile: false, logLevel: 'error', appType: 'custom', optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, ws: false, hmr: false, watch: null },
  ssr: { noExternal: [/^@holdfast\\//], resolve: { conditions: ['@holdfast/source', 'module', 'node', 'development|production'] } },
})
const { work } = await server.ssrLoadModule(${JSON.stringify(main)})
await work(await server.ssrLoadModule(${JSON.stringify(worker)}), ${JSON.stringify(order)})
await server.close()
process.exit(0)
`

/** This module's own folder and suffix: TypeScript in the repository, JavaScript as it is published. */
const mainModule = (): string => fileURLToPath(import.meta.url).replace(/spawn\.(ts|js)$/, 'main.$1')

export const startWorker = (worker: Worker, order: Order): WorkerProcess => {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('vitest/node')).href
  const text = program(loader, mainModule(), fileURLToPath(worker.module), order)
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    lines.push(line)
    for (const wake of waiting) wake()
  })
  const ended = once(child, 'close').then(() => {
    for (const wake of waiting) wake()
  })
  let isOver = false
  void ended.then(() => (isOver = true))
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
