import { createHash } from 'node:crypto'
import type { SchemaModel } from '../contracts/schema-model.ts'
import { canonicalSchema } from './canonical.ts'

/** Of the canonical form, which is a part of what is compared. */
const format = '1'

/**
 * The same for two models of one engine exactly when nothing distinguishes them but the order of columns: the number of the format, a colon, and a
 * SHA-256 in hexadecimal. Those of different formats say nothing about each other.
 */
export const fingerprintOf = (model: SchemaModel): string =>
  `${format}:${createHash('sha256').update(canonicalSchema(model)).digest('hex')}`
