import { createHash } from 'node:crypto'
import { canonicalJson } from '../door/canonical-json.ts'

/** The id of an item by its JSON text: the same content has the same, however its objects were built. */
export const contentId = (text: string): string =>
  createHash('sha256').update(canonicalJson(text)).digest('hex')
