import type { LogEvent } from '@holdfast/core'

/** Counts the statements that were sent, from the log of the database. */
export class Statements {
  count = 0
  onEach: (count: number) => void = () => undefined
  readonly log = ({ event }: LogEvent): void => {
    if (event === 'statement') this.onEach((this.count += 1))
  }
}
