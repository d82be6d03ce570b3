import type { StoreName } from '../contracts/environment.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Line } from '../migration/own/line.ts'
import { keyValueLine } from './key-value/table.ts'

/** The tables of each store. */
export const storeLines: Readonly<Record<StoreName, (dialect: Dialect) => Line>> = {
  'key-value': keyValueLine,
}
