import type { Transaction } from '../../contracts/session.ts'
import { refuseMoved } from '../folder/refuse-moved.ts'
import { importFiles } from '../ledger/import-files.ts'
import { importRejects } from '../ledger/import-rejects.ts'
import { imports } from '../ledger/imports.ts'
import type { FileFacts } from '../reading/byte-reader.ts'
import { readRecords } from '../reading/read-records.ts'
import { isRefused } from '../reading/record.ts'
import type { FileRun } from './file-run.ts'
import { FileTally } from './file-tally.ts'
import { type Former, formerRows } from './former.ts'
import { type Prepared, prepareRecord } from './prepare-record.ts'
import { FileFailure } from './problem.ts'
import { unreadable } from './unreadable.ts'
import { proveRecord } from './prove-record.ts'
import { readRows, whereOf } from './read-rows.ts'
import { type Attempts, TryAgain, writeChunk } from './write-chunk.ts'

/** A file is one transaction, however long it takes; it ends by its signal. */
const noTimeout = 2 ** 31 - 1
/** How long another process that imports a file is waited for. Milliseconds. */
const patience = 600_000
/** After so many refusals that each cost an attempt, the file fails. */
const mostAttempts = { keep: 1_000, fail: 20 }
const chunkBytes = 1024 * 1024

export interface FileDone {
  readonly tally: FileTally
  /** Another process has done it. */
  readonly wasDone: boolean
}

/** Imports and proves one file in one transaction, its row in the ledger included. Throws `FileFailure`, and then nothing of it is in the tables. */
export const importFile = async (run: FileRun): Promise<FileDone> => {
  const { db, settings, tenant } = run
  const session = tenant === undefined ? db : db.tenant(tenant)
  const attempts: Attempts = { isCareful: false, refused: new Map() }
  const options = {
    // The lock is waited for first, and what the other process committed must then be seen.
    isolation: 'read-committed',
    timeout: noTimeout,
    acquireTimeout: patience,
    ...(settings.signal !== undefined && { signal: settings.signal }),
  } as const
  for (;;) {
    try {
      return await session.transaction((tx) => attempt(tx, run, attempts), options)
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error
      if (attempts.refused.size < mostAttempts[settings.onReject]) continue
      throw new FileFailure({
        path: run.file.path,
        kind: 'rejects',
        reason: `the engine refuses ${attempts.refused.size} records and more; mend the file or the mapping`,
      })
    }
  }
}

const attempt = async (tx: Transaction, run: FileRun, attempts: Attempts): Promise<FileDone> => {
  const { settings, entry, key, file } = run
  const tally = new FileTally(run)
  const id = { name: settings.name, file: key }
  await tx.records(imports).get(settings.name, { forUpdate: true })
  const known = await tx.records(importFiles).get(id)
  const isKnown = known?.state === 'imported'
  if (isKnown && known.hash === entry.hash) return { tally, wasDone: true }
  const former = isKnown ? await formerRows(tx, run, known) : undefined
  // A file that nobody has tried has none, and most files are tried once.
  if (known !== undefined) await tx.records(importRejects).deleteWhere(id)
  const facts = await importRecords(tx, run, { tally, attempts, former })
  if (facts.hash !== entry.hash) {
    throw new FileFailure({
      path: file.path,
      kind: 'changed',
      reason: 'it changed while it was imported; run again',
    })
  }
  refuse(run, tally)
  if (former !== undefined) await removeRest(tx, run, former)
  const { path, modified } = file
  const { records, rows, rejected } = tally
  await tx.records(importFiles).upsert({
    ...id,
    path,
    hash: facts.hash,
    size: facts.size,
    modified,
    state: 'imported',
    records,
    rows,
    rejected,
    rowsHash: tally.rowsHash.digest('hex'),
    problem: null,
    at: new Date(),
  })
  return { tally, wasDone: false }
}

interface Work {
  readonly tally: FileTally
  readonly attempts: Attempts
  readonly former: Former | undefined
}

const importRecords = async (tx: Transaction, run: FileRun, work: Work): Promise<FileFacts> => {
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

const refuse = ({ settings, file: { path } }: FileRun, { rejected, shown, differences }: FileTally): void => {
  if (rejected > 0 && settings.onReject === 'fail') {
    const [first] = shown
    const why = first?.isForeign === true ? 'its mapping threw, see holdfast_import_rejects' : first?.reason
    const pointers = shown.map(({ pointer }) => pointer)
    const reason = `${rejected} of its records cannot become rows, the first on line ${first?.line}: ${why}`
    throw new FileFailure({ path, kind: 'rejects', reason, pointers }, shown)
  }
  const [difference] = differences
  if (difference === undefined) return
  const { reason, cause } = difference
  const pointers = differences.flatMap((one) => one.pointers)
  throw new FileFailure({
    path,
    kind: 'not-reproduced',
    reason,
    pointers,
    ...(cause !== undefined && { cause }),
  })
}

/** Rows of the former version that the new one does not have. */
const removeRest = async (tx: Transaction, { mapping }: FileRun, { rows }: Former): Promise<void> => {
  for (const [index, target] of [...mapping.targets.entries()].reverse()) {
    const rest = [...rows[index]!.values()]
    for (let start = 0; start < rest.length; start += 100) {
      const where = whereOf(target, rest.slice(start, start + 100))
      await tx.records(target.table).deleteWhere(where)
    }
  }
}
