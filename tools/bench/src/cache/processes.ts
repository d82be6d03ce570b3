import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import type { Sample } from '../sample.ts'

const count = 8

/** Processes that ask for the same cold key at once. */
export class Processes {
  readonly #children: readonly ChildProcess[]
  readonly #name: string
  #keys = 0

  private constructor(children: readonly ChildProcess[], name: string) {
    this.#children = children
    this.#name = name
  }

  static async start(engine: string, name: string, where: string): Promise<Processes> {
    const children: ChildProcess[] = []
    // One after another: each makes its tables when it starts.
    for (let index = 0; index < count; index++) {
      const child = fork(join(import.meta.dirname, 'caller-process.js'), [engine, name, where])
      children.push(child)
      await once(child, 'message')
    }
    return new Processes(children, name)
  }

  /** How many loads it took all of them. */
  get loads(): Sample {
    return async () => {
      const key = `cold:${this.#name}:${(this.#keys += 1)}`
      const answers = this.#children.map((child) => once(child, 'message') as Promise<[number]>)
      for (const child of this.#children) child.send(key)
      return (await Promise.all(answers)).reduce((sum, [loads]) => sum + loads, 0)
    }
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        const ended = once(child, 'exit')
        child.disconnect()
        await ended
      }),
    )
  }
}
