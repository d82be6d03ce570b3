import { betweenSavepoints, type Ask, type Attempt } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { CastChange } from '../../database/proof-form.ts'
import { statement, type DriverCell } from '../../database/statement.ts'
import { auditInPieces } from './audit-in-pieces.ts'
import { castQuery, countCasts } from './cast-query.ts'

export interface TypeChange extends CastChange {
  readonly table: string
  /** The columns that tell rows apart, for the samples. */
  readonly key: readonly string[]
  /** How many keys of rows that would lose something are given. Default 10. */
  readonly samples?: number
}

/** What a change of type would do to the values: every row is counted once. */
export interface TypeAudit {
  readonly rows: number
  readonly nulls: number
  /** Converted and converted back, the value is the same. */
  readonly lossless: number
  /** The value would be another one, or cannot be converted. */
  readonly lost: number
  /** The new type has no room for the value. */
  readonly outOfRange: number
  /** Keys of rows that would lose something, in order of the key. Never the value itself. */
  readonly samples: readonly (readonly DriverCell[])[]
  /** False when the count was given up, because too many values fail: then there are at least so many. */
  readonly isComplete: boolean
}

/**
 * Converts every value to the new type and back and compares, without changing anything. One or two reads of the table, in flat
 * memory. Where the engine has no way to try a conversion, it is run in pieces, each an attempt inside a transaction: `ask` must be
 * inside one then, and the key must be unique.
 */
export const auditTypeChange = async (
  ask: Ask,
  dialect: Dialect,
  change: TypeChange,
  attempt: Attempt = betweenSavepoints(ask),
): Promise<TypeAudit> => {
  const { engineVersion } = dialect.proof
  const version = engineVersion === undefined ? undefined : String((await ask(engineVersion))[0]?.[0])
  const test = dialect.proof.castTest(change, version)
  const query = castQuery(dialect, change, test)
  const most = change.samples ?? 10
  if (test.mayFail) return auditInPieces(ask, dialect, change, query, most, attempt)
  const counts = await countCasts(ask, query)
  const some = counts.lost + counts.outOfRange > 0 && most > 0
  return { ...counts, samples: some ? await ask(statement(query.samples(most))) : [], isComplete: true }
}
