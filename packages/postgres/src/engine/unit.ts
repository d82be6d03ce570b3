import type { Settled } from '@holdfast/core'
import { type Answer, nothing, type Shape, type Speak, Task } from './task.ts'

/** Several statements that one Sync ends, and so one transaction. Its outcome is that of the last. */
export class Unit extends Task {
  /** Of those that ran, in order. */
  readonly answers: Answer[] = []
  /** The columns of each, as they become known. */
  readonly shapes: (Shape | undefined)[]

  constructor(speak: Speak, done: () => void, shapes: readonly (Shape | undefined)[]) {
    super(speak, false, done, shapes[0])
    this.shapes = [...shapes]
  }

  override handleCommandComplete(message: { readonly text: string }): void {
    this.shapes[this.answers.length] = this.shape
    const { columns, json } = this.shape
    this.answers.push({ columns, json, rows: this.gathered, tag: message.text })
    this.gathered = []
    this.shape = this.shapes[this.answers.length] ?? nothing
  }

  override outcome(): Settled<Answer> {
    const last = this.answers.at(-1)
    return this.error === undefined && last !== undefined
      ? { ok: true, value: last }
      : { ok: false, error: this.error }
  }
}
