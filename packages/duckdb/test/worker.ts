import type { Backend } from '@holdfast/core'
import { duckdb } from '../src/index.ts'

/** How the suite's other processes reach a database. */
export const connect = (address: string): Backend => duckdb(address)
