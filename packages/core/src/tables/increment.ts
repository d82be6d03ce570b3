import type { Increment } from '../contracts/table.ts'

/** Adds to a number, bigint or decimal that is there, in the database: `update(id, { total: increment(1) })`. A null stays null. */
export const increment = <const T extends number | bigint | string>(
  by: T,
): Increment<T extends number ? number : T extends bigint ? bigint : string> => ({ increment: by as never })
