import { statement, type Catalog, type Dialect } from '@holdfast/core'
import { changes } from './changes.ts'
import { questions, type Namespace } from './questions.ts'
import { schemaOf } from './schema-of.ts'

/** Of the schema that is named, else of the one in which a table without a schema is made. */
const named = (schema: string | undefined): Namespace => ({
  text: '(select oid from pg_namespace where nspname = coalesce($1::text, current_schema()::text))',
  values: [schema ?? null],
})

const ofSession: Namespace = { text: 'pg_my_temp_schema()', values: [] }

/** What a database holds, from the tables of the system. `temporary`: the dialect over `pg_temp`. */
export const catalog = (schema: string | undefined, temporary: () => Dialect): Catalog => ({
  questions: questions(schema === 'pg_temp' ? ofSession : named(schema)),
  decode: schemaOf,
  changes,
  temporary,
  // A table is a type too, and those of pg_temp are found before all others unless the path says where it stands.
  ...(schema === 'pg_temp' && { prepare: statement('set local search_path = pg_catalog, pg_temp') }),
})
