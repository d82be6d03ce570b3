import type { Call } from '../../database/executor.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { Predicate } from '../../door/predicate.ts'
import { trackingOf, type Tracking } from '../../door/tracking.ts'
import type { RecordsTable } from '../records/records-table.ts'
import { together } from '../records/together.ts'
import { imageOf, imagesAgain, imagesOf, readColumns, type Captured } from './images.ts'
import { recordImages } from './record-images.ts'

/** What the library records of this table itself: nothing, where the engine's triggers do. */
export const capturedHere = ({ schema, dialect }: RecordsTable): Tracking | undefined =>
  dialect.tables.tracking === undefined ? trackingOf(schema) : undefined

/**
 * Runs one statement that writes rows of this table, and records what it did to them. `where`: those that it can change. `isNew`: none of them is there
 * before. Where nothing has to be recorded, it runs as it is.
 */
export const capturing = <R>(
  table: RecordsTable,
  call: Call,
  where: Predicate,
  run: (inside: RecordsTable) => Promise<R>,
  kind: 'change' | 'insert' | 'upsert' = 'change',
): Promise<R> => {
  const tracking = capturedHere(table)
  if (tracking === undefined) return run(table)
  return together(table, call.signal, (inside) =>
    captureOne(inside, { executor: inside.executor, tracking, call }, where, () => run(inside), kind),
  )
}

/** The same for a table that may be known by what is kept of it alone, inside a transaction. */
export const captureOne = async <R>(
  { parts }: Pick<RecordsTable, 'parts'>,
  captured: Captured,
  where: Predicate,
  run: () => Promise<R>,
  kind: 'change' | 'insert' | 'upsert' = 'change',
): Promise<R> => {
  const before = kind === 'insert' ? new Map() : await imagesOf(captured, where)
  const result = await run()
  // With one writer nobody else has changed them meanwhile.
  const after = await imagesAgain(captured, before, kind === 'change' ? undefined : where)
  await recordImages(captured, parts, before, after)
  return result
}

/** Records rows that are about to be loaded, or were, by their values in the order of the definition. */
export const captureLoaded = async (
  table: RecordsTable,
  rows: readonly (readonly ColumnValue[])[],
  call: Call,
): Promise<void> => {
  const tracking = capturedHere(table)
  if (tracking === undefined) return
  const { columns } = table.schema
  const places = readColumns(tracking).map(({ name }) => columns.findIndex((column) => column.name === name))
  const images = rows.map((row) =>
    imageOf(
      tracking,
      places.map((place) => row[place]!),
    ),
  )
  const after = new Map(images.map((image) => [JSON.stringify([image.ns, image.record]), image]))
  await recordImages({ executor: table.executor, tracking, call }, table.parts, undefined, after)
}
