import type { Transaction } from '../../contracts/session.ts'
import { refuseMoved } from '../folder/refuse-moved.ts'
import type { FileFacts } from '../reading/byte-reader.ts'
import { readRecords } from '../reading/read-records.ts'
import { isRefused } from '../reading/record.ts'
import type { FileRun } from './file-run.ts'
import type { FileTally } from './file-tally.ts'
import type { Former } from './former.ts'
import { type Prepared, prepareRecord } from './prepare-record.ts'
import { proveRecord } from './prove-record.ts'
import { readRows } from './read-rows.ts'
import { unreadable } from './unreadable.ts'
import { type Attempts, writeChunk } from './write-chunk.ts'

const chunkBytes = 1024 * 1024

interface Work {
  readonly tally: FileTally
  readonly attempts: Attempts
  readonly former: Former | undefined
}

/** Brings the records of a file into its tables, a chunk at a time, and counts them. Resolves with what the file held. */
export const importRecords = async (tx: Transaction, run: FileRun, work: Work): Promise<FileFacts> => {
  const { settings, file, mapping, chunkRecords } = run
  const action = `${settings.action}: read ${JSON.stringify(file.path)}`
  const reading = readRecords(file.file, { ...run.reading, action, signal: settings.signal })
  let chunk: Prepared[] = []
  let bytes = 0
  try {
    await refuseMoved(file, action).catch((error: unknown) => unreadable(error, file))
    for (;;) {
      const { done, value } = await reading.next().catch((error: unknown) => unreadable(error, file))
      const prepared = done === true ? undefined : isRefused(value) ? value : prepareRecord(value, mapping)
      if (prepared !== undefined && !('rows' in prepared)) {
        await work.tally.reject(prepared, tx)
        continue
      }
      if (prepared !== undefined) {
        chunk.push(prepared)
        bytes += prepared.record.bytes.length
        if (chunk.length < chunkRecords && bytes < chunkBytes) continue
      }
      await importChunk(tx, run, chunk, work)
      chunk = []
      bytes = 0
      if (done !== true) continue
      await work.tally.flush(tx)
      return value
    }
  } finally {
    // Lets go of the file.
    await reading.return({ size: 0, hash: '' })
  }
}

/** Writes records, reads their rows again and compares. */
const importChunk = async (
  tx: Transaction,
  run: FileRun,
  chunk: readonly Prepared[],
  { tally, attempts, former }: Work,
): Promise<void> => {
  const { mapping } = run
  const { targets } = mapping
  const hasSavepoints = run.db.capabilities.savepoints
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
  for (const one of refused.values()) await tally.reject(one, tx)
  for (const one of written) {
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
