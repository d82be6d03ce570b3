import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../start.mjs', import.meta.url))

/** The demo, started as a visitor starts it. */
export class DemoProcess {
  readonly #child: ChildProcess
  /** What it has printed, a line each. */
  readonly lines: string[]
  readonly url: string

  private constructor(child: ChildProcess, lines: string[], url: string) {
    this.#child = child
    this.lines = lines
    this.url = url
  }

  /** Resolves with the first address that it prints; throws when it ends without one. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<DemoProcess> {
    const env = { ...process.env, ...environment }
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const lines: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line)
      const url = /http:\/\/\S+/.exec(line)?.[0]
      if (url === undefined) continue
      child.stdout.on('data', (chunk: Buffer) => lines.push(String(chunk)))
      return new DemoProcess(child, lines, url)
    }
    throw new Error(`The demo ended without an address:\n${lines.join('\n')}`)
  }

  /** Ends it as Ctrl-C does, and resolves with its exit code. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    const end = once(this.#child, 'exit')
    this.#child.kill('SIGINT')
    const [code] = (await end) as [number | null]
    return code
  }
}
