import type { Session, Transaction } from '../../contracts/session.ts'
import { type ErrorCode, HoldfastError } from '../../errors.ts'
import type { AnyRow } from '../mapping/mapping.ts'
import type { PreparedRow, TargetTable } from '../mapping/target-table.ts'
import type { Refused } from '../reading/record.ts'
import type { Former } from './former.ts'
import { type Prepared, refusedBy } from './prepare-record.ts'
import { readRows } from './read-rows.ts'

/** Where engines refuse a row and not the work as a whole. */
const codesOfRows: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'check',
  'duplicate',
  'foreign-key',
  'invalid-value',
  'not-null',
  'out-of-range',
  'too-large',
])

/** What is known from attempt to attempt, where there are no savepoints and a refusal ends the transaction. */
export interface Attempts {
  /** Chunks that were refused, by the number of their first record: how often, at most 2. */
  readonly suspicion: Map<number, 1 | 2>
  /** Records that are refused, by their number. */
  readonly refused: Map<number, HoldfastError>
}

/** The transaction is over and the file is to be tried again, with what `Attempts` now knows. */
export class TryAgain extends Error {}

export interface ChunkWriting {
  readonly tx: Transaction
  readonly targets: readonly TargetTable[]
  readonly hasSavepoints: boolean
  /** Absent where a refusal ends the transaction for good. */
  readonly attempts: Attempts | undefined
  readonly former: Former | undefined
}

/** Inserts the rows of these records. Resolves with the records that the engine refused, of which no row is in the tables. */
export const writeChunk = async (
  prepared: readonly Prepared[],
  writing: ChunkWriting,
): Promise<ReadonlyMap<Prepared, Refused>> => {
  const refused = new Map<Prepared, HoldfastError>()
  if (writing.hasSavepoints) await writeNested(prepared, writing, refused)
  else await writeCarefully(prepared, writing, refused)
  return new Map([...refused].map(([one, error]) => [one, refusedBy(error, one.record)]))
}

/** All together, and one by one only where that is refused. */
const writeNested = async (
  prepared: readonly Prepared[],
  writing: ChunkWriting,
  refused: Map<Prepared, HoldfastError>,
): Promise<void> => {
  const nested = (some: readonly Prepared[]): Promise<HoldfastError | undefined> =>
    refusalOf(writing.tx.transaction((inner) => insert(inner, some, writing)))
  if ((await nested(prepared)) === undefined) return claim(prepared, writing)
  for (const one of prepared) {
    const error = await nested([one])
    if (error === undefined) claim([one], writing)
    else refused.set(one, error)
  }
}

/**
 * All together; when that was refused, without those whose keys are taken, the commonest reason; and when that was refused too, the rest one by one. Each
 * refusal costs an attempt at the file.
 */
const writeCarefully = async (
  prepared: readonly Prepared[],
  writing: ChunkWriting,
  refused: Map<Prepared, HoldfastError>,
): Promise<void> => {
  const { tx, attempts } = writing
  const start = prepared[0]?.record.index ?? 0
  const suspicion = attempts?.suspicion.get(start)
  if (suspicion !== undefined) await refuseTaken(prepared, writing, refused)
  const rest = prepared.filter((one) => !refused.has(one))
  for (const part of suspicion === 2 ? rest.map((one) => [one]) : [rest]) {
    const error = await refusalOf(insert(tx, part, writing))
    if (error === undefined) claim(part, writing)
    else {
      if (attempts === undefined) throw new TryAgain()
      if (suspicion === 2) attempts.refused.set(part[0]!.record.index, error)
      else attempts.suspicion.set(start, suspicion === undefined ? 1 : 2)
      throw new TryAgain()
    }
  }
}

/** Refuses the records that were found guilty before, and those with a key that another row has. */
const refuseTaken = async (
  prepared: readonly Prepared[],
  { tx, targets, former, attempts }: ChunkWriting,
  refused: Map<Prepared, HoldfastError>,
): Promise<void> => {
  const taken: Set<string>[] = []
  for (const [index, target] of targets.entries()) {
    const fresh = prepared
      .flatMap((one) => one.rows[index]!)
      .filter(({ key }) => former?.rows[index]!.has(key) !== true)
    taken.push(new Set((await readRows(tx, target, fresh)).keys()))
  }
  for (const one of prepared) {
    const hit = targets.find((_, index) => isTaken(one.rows[index]!, taken[index]!))
    const error = attempts?.refused.get(one.record.index) ?? (hit === undefined ? undefined : duplicate(hit))
    if (error !== undefined) refused.set(one, error)
    else for (const [index, rows] of one.rows.entries()) for (const { key } of rows) taken[index]!.add(key)
  }
}

const isTaken = (rows: readonly PreparedRow[], taken: ReadonlySet<string>): boolean =>
  rows.some(({ key }) => taken.has(key)) || new Set(rows.map(({ key }) => key)).size < rows.length

/** A former row is taken over once: a second record with its key is a duplicate, and what nobody takes is gone from the file. */
const claim = (prepared: readonly Prepared[], { former }: ChunkWriting): void => {
  if (former === undefined) return
  for (const { rows } of prepared) {
    for (const [index, list] of rows.entries()) for (const { key } of list) former.rows[index]!.delete(key)
  }
}

const duplicate = ({ schema }: TargetTable): HoldfastError =>
  new HoldfastError('duplicate', `Cannot import a row: "${schema.name}" has a row with its primary key`, {
    table: schema.name,
    columns: schema.primaryKey,
  })

const insert = async (
  session: Session,
  prepared: readonly Prepared[],
  { targets, former }: ChunkWriting,
): Promise<void> => {
  for (const [index, target] of targets.entries()) {
    const rows = prepared.flatMap((one) => one.rows[index]!)
    const known = former?.rows[index]
    const records = session.records(target.table)
    const fresh = known === undefined ? rows : rows.filter(({ key }) => !known.has(key))
    if (fresh.length > 0) await records.insertMany(fresh.map(({ row }) => row) as never)
    if (fresh.length === rows.length) continue
    const again = rows.filter(({ key }) => known?.has(key) === true)
    // Of two rows with one key the last would win, and the first be lost.
    if (new Set(again.map(({ key }) => key)).size < again.length) throw duplicate(target)
    await records.upsertMany(again.map(({ row }): AnyRow => row) as never)
  }
}

const isOfRow = (error: unknown): error is HoldfastError =>
  error instanceof HoldfastError && codesOfRows.has(error.code)

const refusalOf = async (work: Promise<void>): Promise<HoldfastError | undefined> => {
  try {
    await work
    return undefined
  } catch (error) {
    if (isOfRow(error)) return error
    throw error
  }
}
