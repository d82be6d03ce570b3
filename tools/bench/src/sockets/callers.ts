import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { plan } from '../plan.ts'
import type { Sample } from '../sample.ts'
import type { Order, Report } from './caller-process.ts'

/** Independent callers, each on a socket of its own, in another process than the server. */
export class Callers {
  readonly count = 64
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'caller-process.js'))

  /** Microseconds from one answer to the next over all callers, while every caller asks again at once. */
  of(port: number): Sample {
    return async () => {
      const { requests, elapsed } = await this.#ask({
        port,
        sockets: this.count,
        milliseconds: plan.round * 2,
      })
      return (elapsed * 1000) / requests
    }
  }

  close(): void {
    this.#child.disconnect()
  }

  async #ask(order: Order): Promise<Report> {
    this.#child.send(order)
    const [report] = (await once(this.#child, 'message')) as [Report]
    return report
  }
}
