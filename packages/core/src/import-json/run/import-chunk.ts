import type { Transaction } from '../../contracts/session.ts'
import type { FileTally } from './file-tally.ts'
import type { Former } from './former.ts'
import type { FileMapping, Prepared } from './prepare-record.ts'
import { proveRecord } from './prove-record.ts'
import { readRows } from './read-rows.ts'
import { type Attempts, writeChunk } from './write-chunk.ts'

/** How many bytes of records are written and proven together at most. */
export const chunkBytes: number = 1024 * 1024

export interface ChunkWork {
  /** Its tables; what else it says is the same for all records of the chunk. */
  readonly mapping: FileMapping
  readonly hasSavepoints: boolean
  readonly attempts: Attempts | undefined
  readonly former: Former | undefined
  /** Where a record is counted: records of several files may share a chunk. */
  tallyOf(one: Prepared): FileTally
}

/** Writes records, reads their rows again and compares. */
export const importChunk = async (
  tx: Transaction,
  chunk: readonly Prepared[],
  { mapping, hasSavepoints, attempts, former, tallyOf }: ChunkWork,
): Promise<void> => {
  const { targets } = mapping
  const refused = await writeChunk(chunk, { tx, targets, hasSavepoints, attempts, former })
  const written = chunk.filter((one) => !refused.has(one))
  const read: Awaited<ReturnType<typeof readRows>>[] = []
  for (const [index, target] of targets.entries()) {
    read.push(
      await readRows(
        tx,
        target,
        written.flatMap((one) => one.rows[index]!),
      ),
    )
  }
  for (const [one, reject] of refused) await tallyOf(one).reject(reject, tx)
  for (const one of written) {
    const tally = tallyOf(one)
    const rows = one.rows.map((list, index) => list.map(({ key }) => read[index]!.get(key)))
    tally.records += 1
    tally.repeat(one.record.duplicates)
    tally.differ(proveRecord(one, rows, mapping))
    for (const [index, list] of rows.entries()) {
      tally.rows += list.length
      for (const row of list)
        tally.rowsHash.update(row === undefined ? 'gone\n' : `${targets[index]!.textOf(row)}\n`)
    }
  }
}
