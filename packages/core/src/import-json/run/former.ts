import { createHash } from 'node:crypto'
import type { Session } from '../../contracts/session.ts'
import type { TableRow } from '../../contracts/table.ts'
import { importRejects } from '../ledger/import-rejects.ts'
import type { importFiles } from '../ledger/import-files.ts'
import type { PreparedRow } from '../mapping/target-table.ts'
import { isOfFile } from '../folder/source-fault.ts'
import { readRecords } from '../reading/read-records.ts'
import { isRefused, type ReadRecord } from '../reading/record.ts'
import type { FileRun } from './file-run.ts'
import { prepareRecord } from './prepare-record.ts'
import { FileFailure } from './problem.ts'
import { readRows } from './read-rows.ts'

/** The rows that an earlier version of a file became. */
export interface Former {
  /** For each table of the mapping, by key: those that the new version has not taken over yet. */
  readonly rows: readonly Map<string, PreparedRow>[]
}

const another = 'it is another than was imported'

type FileRow = TableRow<typeof importFiles>

/**
 * Finds the rows of the version that was imported, from its backup. Fails with `edited` where they are not in the tables any more as they were then, so
 * that nobody's later work is overwritten, and with `changed` where there is no backup of it.
 */
export const formerRows = async (tx: Session, run: FileRun, known: FileRow): Promise<Former> => {
  const { settings, file, mapping } = run
  const copy = run.copyOf(file.path, known.hash)
  const changed = (reason: string): FileFailure =>
    new FileFailure({ path: file.path, kind: 'changed', reason })
  if (settings.onChange === 'fail') {
    throw changed(`${another}; put it back, or import it again with onChange: "import"`)
  }
  if (copy === undefined) throw changed(`${another}, and there is no backup of that`)
  const rejected = new Set<number>()
  const where = { file: known.file }
  for await (const { record } of tx.records(importRejects).walk({ where, select: ['record'] }))
    rejected.add(record)
  const rows = mapping.targets.map(() => new Map<string, PreparedRow>())
  const hash = createHash('sha256')
  const take = async (records: readonly ReadRecord[]): Promise<void> => {
    const prepared = records.map((record) => prepareRecord(record, mapping)).filter((one) => 'rows' in one)
    const read = await Promise.all(
      mapping.targets.map((target, index) =>
        readRows(
          tx,
          target,
          prepared.flatMap((one) => one.rows[index]!),
        ),
      ),
    )
    for (const one of prepared) {
      for (const [index, target] of mapping.targets.entries()) {
        for (const row of one.rows[index]!) {
          rows[index]!.set(row.key, row)
          const found = read[index]!.get(row.key)
          hash.update(found === undefined ? 'gone\n' : `${target.textOf(found)}\n`)
        }
      }
    }
  }
  let chunk: ReadRecord[] = []
  const reading = {
    ...run.reading,
    action: `${settings.action}: read the backup of ${JSON.stringify(file.path)}`,
  }
  const records = readRecords(copy, reading)
  try {
    for (;;) {
      const { done, value } = await records.next().catch((error: unknown) => {
        throw isOfFile(error) ? changed(`${another}, and the backup of that cannot be read`) : error
      })
      if (done === true) {
        if (value.hash !== known.hash) throw changed(`${another}, and its backup holds other bytes by now`)
        break
      }
      if (isRefused(value) || rejected.has(value.index)) continue
      if (chunk.push(value) === run.chunkRecords) {
        await take(chunk)
        chunk = []
      }
    }
  } finally {
    await records.return({ size: 0, hash: '' })
  }
  await take(chunk)
  if (hash.digest('hex') === known.rowsHash) return { rows }
  throw new FileFailure({
    path: file.path,
    kind: 'edited',
    reason: 'it changed, and so did its rows since they were imported; decide by hand which to keep',
  })
}
