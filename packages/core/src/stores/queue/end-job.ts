import type { Bound } from '../../database/statement.ts'
import type { Ending, Held } from '../../queue/queue-storage.ts'
import type { Shapes } from './shapes.ts'

/** The keyed write that ends, or gives back, a job that is kept: its shape, its key, and what it brings. */
export const endJob = (
  { key, token }: Held,
  ending: Ending,
): readonly [keyof Shapes, string, readonly Bound[]] => {
  switch (ending.kind) {
    case 'completed':
      return ['complete', key, [token, ending.result]]
    case 'retry':
      return ['again', key, [token, ending.after, ending.failure]]
    case 'dead':
      return ['bury', key, [token, ending.failure]]
    case 'given-back':
      return ['giveBack', key, [token, ending.after]]
  }
}
