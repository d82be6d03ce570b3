import type { Rule } from '../rule.ts'
import { sqlAffected } from './sql/affected.ts'
import { sqlAlteredTables } from './sql/altered-tables.ts'
import { sqlBank } from './sql/bank.ts'
import { sqlBulkFailures } from './sql/bulk-failures.ts'
import { sqlBulk } from './sql/bulk.ts'
import { sqlCancel } from './sql/cancel.ts'
import { sqlCancelledWaits } from './sql/cancelled-waits.ts'
import { sqlCompiled } from './sql/compiled.ts'
import { sqlFailedStatements } from './sql/failed-statements.ts'
import { sqlFragments } from './sql/fragments.ts'
import { sqlIdentifiers } from './sql/identifiers.ts'
import { sqlParameters } from './sql/parameters.ts'
import { sqlPortableValues } from './sql/portable-values.ts'
import { sqlRawValues } from './sql/raw-values.ts'
import { sqlRepeatedChanges } from './sql/repeated-changes.ts'
import { sqlRefusedParameters } from './sql/refused-parameters.ts'
import { sqlRefusedStatements } from './sql/refused-statements.ts'
import { sqlRefusedValues } from './sql/refused-values.ts'
import { repeatedStatements } from './sql/repeated-statements.ts'
import { sqlShape } from './sql/shape.ts'
import { sqlStatements } from './sql/statements.ts'
import { sqlStreamEnds } from './sql/stream-ends.ts'
import { sqlStreamSnapshots } from './sql/stream-snapshots.ts'
import { sqlStreams } from './sql/streams.ts'
import { sqlTransactions } from './sql/transactions.ts'
import { sqlValues } from './sql/values.ts'

export const sqlRules: readonly Rule[] = [
  ...sqlStatements,
  ...repeatedStatements,
  ...sqlRepeatedChanges,
  ...sqlAffected,
  ...sqlRefusedStatements,
  ...sqlParameters,
  ...sqlRefusedParameters,
  ...sqlFragments,
  ...sqlCompiled,
  ...sqlIdentifiers,
  ...sqlValues,
  ...sqlRefusedValues,
  ...sqlPortableValues,
  ...sqlRawValues,
  ...sqlShape,
  ...sqlStreams,
  ...sqlStreamEnds,
  ...sqlStreamSnapshots,
  ...sqlBulk,
  ...sqlBulkFailures,
  ...sqlTransactions,
  ...sqlFailedStatements,
  ...sqlAlteredTables,
  ...sqlBank,
  ...sqlCancel,
  ...sqlCancelledWaits,
]
