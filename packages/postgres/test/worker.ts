import type { Backend } from '@holdfast/core'
import { postgres } from '../src/index.ts'

/** How another process reaches a database of the harness. */
export const connect = (address: string): Backend => postgres(address)
