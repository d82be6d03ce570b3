import type { Rule } from '../rule.ts'
import { sqlBulk } from './sql/bulk.ts'
import { sqlCancel } from './sql/cancel.ts'
import { sqlParameters } from './sql/parameters.ts'
import { sqlShape } from './sql/shape.ts'
import { sqlStatements } from './sql/statements.ts'
import { sqlStreams } from './sql/streams.ts'
import { sqlTransactions } from './sql/transactions.ts'
import { sqlValues } from './sql/values.ts'

export const sqlRules: readonly Rule[] = [
  ...sqlStatements,
  ...sqlParameters,
  ...sqlValues,
  ...sqlShape,
  ...sqlStreams,
  ...sqlBulk,
  ...sqlTransactions,
  ...sqlCancel,
]
