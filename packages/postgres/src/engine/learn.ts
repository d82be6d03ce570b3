import { isStalePlan } from '../errors.ts'
import type { Naming, StatementCache } from './statement-cache.ts'
import type { Shape } from './task.ts'

/** Keeps in mind what an answer tells about a prepared statement: its columns, or that it failed or never ran. */
export const learn = (
  cache: StatementCache,
  text: string,
  naming: Naming,
  answered: Shape | undefined,
  error: unknown,
): void => {
  if (answered === undefined) {
    if (naming.parse || isStalePlan(error)) cache.forget(text, naming.name)
  } else if (naming.parse) cache.keep(text, naming.name, answered)
}
