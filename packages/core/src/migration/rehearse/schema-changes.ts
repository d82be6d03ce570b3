import type { RehearsedMigration } from '../../contracts/rehearsal.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import { describeChange } from '../../schema/describe-change.ts'
import { schemaDifference } from '../../schema/schema-difference.ts'

/** What a migration makes and takes away, in words: said of what is done, not of what a database lacks. */
export const schemaChanges = (
  before: SchemaModel,
  after: SchemaModel,
): Pick<RehearsedMigration, 'schema' | 'changes'> => {
  const { changes } = schemaDifference(before, after, { scope: 'all' })
  const schema = changes.map((change) =>
    describeChange(change)
      .replace(/: missing$/, ': added')
      .replace(/: not expected/, ': removed'),
  )
  return { schema, changes }
}
