import type { Catalog, Dialect } from '@holdfast/core'
import { changes } from './changes.ts'
import { questions, type Place } from './questions.ts'
import { schemaOf } from './schema-of.ts'

/** What a database holds, from the engine's own table functions. */
export const catalog = (place: Place, temporary: () => Dialect): Catalog => ({
  questions: questions(place),
  // The tables and the views over them. For the last, the engine makes a row of each function that it has itself.
  ofTables: 5,
  decode: schemaOf,
  changes,
  temporary,
})
