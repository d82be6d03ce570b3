import type { DriverCell, Statement } from './statement.ts'

/** Runs one statement where its caller has decided, inside a transaction or not, and gives its rows. */
export type Ask = (statement: Statement) => Promise<readonly (readonly DriverCell[])[]>
