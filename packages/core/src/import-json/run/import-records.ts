import type { Transaction } from '../../contracts/session.ts'
import type { FileFacts } from '../reading/byte-reader.ts'
import type { FileRun } from './file-run.ts'
import type { FileTally } from './file-tally.ts'
import type { Former } from './former.ts'
import { chunkBytes, importChunk } from './import-chunk.ts'
import type { Prepared } from './prepare-record.ts'
import { preparedRecords } from './prepared-records.ts'
import type { Attempts } from './write-chunk.ts'

interface Work {
  readonly tally: FileTally
  readonly attempts: Attempts
  readonly former: Former | undefined
}

/** Brings the records of a file into its tables, a chunk at a time, and counts them. Resolves with what the file held. */
export const importRecords = async (
  tx: Transaction,
  run: FileRun,
  { tally, attempts, former }: Work,
): Promise<FileFacts> => {
  const { mapping, chunkRecords, db } = run
  const hasSavepoints = db.capabilities.savepoints
  const work = { mapping, hasSavepoints, attempts, former, tallyOf: () => tally }
  const reading = preparedRecords(run)
  let chunk: Prepared[] = []
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reading.next()
      if (done !== true) {
        if (!('rows' in value)) {
          await tally.reject(value, tx)
          continue
        }
        chunk.push(value)
        bytes += value.record.bytes.length
        if (chunk.length < chunkRecords && bytes < chunkBytes) continue
      }
      await importChunk(tx, chunk, work)
      chunk = []
      bytes = 0
      if (done !== true) continue
      await tally.flush(tx)
      return value
    }
  } finally {
    await reading.return({ size: 0, hash: '' })
  }
}
