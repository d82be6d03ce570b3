import type { Session, Transaction } from '../../contracts/session.ts'
import { type ErrorCode, HoldfastError } from '../../errors.ts'
import type { AnyRow } from '../mapping/mapping.ts'
import type { TargetTable } from '../mapping/target-table.ts'
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

/** What is known about records that the engine refuses, from attempt to attempt. */
export interface Attempts {
  /** Without savepoints a refusal ends the transaction: then records are written one by one, and those that are known to be refused left out. */
  isCareful: boolean
  readonly refused: Map<number, HoldfastError>
}

/** The transaction is over and the file is to be tried again, with what `Attempts` now knows. */
export class TryAgain extends Error {}

export interface ChunkWriting {
  readonly tx: Transaction
  readonly targets: readonly TargetTable[]
  readonly hasSavepoints: boolean
  readonly attempts: Attempts
  readonly former: Former | undefined
}

/** Inserts the rows of these records. Resolves with the records that the engine refused, of which no row is in the tables. */
export const writeChunk = async (
  prepared: readonly Prepared[],
  writing: ChunkWriting,
): Promise<ReadonlyMap<Prepared, Refused>> => {
  const { tx, hasSavepoints, attempts } = writing
  const refused = new Map<Prepared, Refused>()
  if (!hasSavepoints && !attempts.isCareful) {
    await orTryAgain(insert(tx, prepared, writing), () => (attempts.isCareful = true))
    claim(prepared, writing)
    return refused
  }
  if (
    hasSavepoints &&
    (await refusalOf(tx.transaction((inner) => insert(inner, prepared, writing)))) === undefined
  ) {
    claim(prepared, writing)
    return refused
  }
  for (const one of prepared) {
    const error = hasSavepoints
      ? await refusalOf(tx.transaction((inner) => insert(inner, [one], writing)))
      : await insertCarefully(one, writing)
    if (error === undefined) claim([one], writing)
    else refused.set(one, refusedBy(error, one.record))
  }
  return refused
}

/** A former row is taken over once: a second record with its key is a duplicate, and what nobody takes is gone from the file. */
const claim = (prepared: readonly Prepared[], { former }: ChunkWriting): void => {
  if (former === undefined) return
  for (const { rows } of prepared) {
    for (const [index, list] of rows.entries()) for (const { key } of list) former.rows[index]!.delete(key)
  }
}

const insertCarefully = async (one: Prepared, writing: ChunkWriting): Promise<HoldfastError | undefined> => {
  const { tx, attempts } = writing
  const { index } = one.record
  const known = attempts.refused.get(index) ?? (await duplicateOf(one, writing))
  if (known !== undefined) return known
  await orTryAgain(insert(tx, [one], writing), (error) => attempts.refused.set(index, error))
  return undefined
}

/** Looks for the keys first, since the commonest refusal need not cost the transaction. */
const duplicateOf = async (
  { rows }: Prepared,
  { tx, targets, former }: ChunkWriting,
): Promise<HoldfastError | undefined> => {
  for (const [index, target] of targets.entries()) {
    const fresh = rows[index]!.filter(({ key }) => former?.rows[index]!.has(key) !== true)
    const isTwice = new Set(fresh.map(({ key }) => key)).size < fresh.length
    if (isTwice || (fresh.length > 0 && (await readRows(tx, target, fresh)).size > 0))
      return duplicate(target)
  }
  return undefined
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

const orTryAgain = async (work: Promise<void>, learn: (error: HoldfastError) => void): Promise<void> => {
  const error = await refusalOf(work)
  if (error === undefined) return
  learn(error)
  throw new TryAgain()
}
