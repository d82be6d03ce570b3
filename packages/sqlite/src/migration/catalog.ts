import type { Catalog, Dialect } from '@holdfast/core'
import { changes } from './changes.ts'
import { questions, type Place } from './questions.ts'
import { schemaOf } from './schema-of.ts'

/** What a database holds, from the engine's pragmas and from the DDL that it keeps. */
export const catalog = (place: Place, temporary: () => Dialect): Catalog => ({
  questions: questions(place),
  decode: schemaOf,
  changes,
  temporary,
})
