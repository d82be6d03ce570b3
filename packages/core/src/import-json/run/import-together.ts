import type { Transaction } from '../../contracts/session.ts'
import type { NewRow } from '../../contracts/table.ts'
import { importFiles } from '../ledger/import-files.ts'
import { importRejects } from '../ledger/import-rejects.ts'
import { imports } from '../ledger/imports.ts'
import type { FileFacts } from '../reading/byte-reader.ts'
import type { FileDone } from './import-file.ts'
import type { FileRun } from './file-run.ts'
import { FileTally } from './file-tally.ts'
import { confirmImported } from './confirm-imported.ts'
import { chunkBytes, importChunk } from './import-chunk.ts'
import { importedRow } from './imported-row.ts'
import type { Prepared } from './prepare-record.ts'
import { preparedRecords } from './prepared-records.ts'
import { FileFailure } from './problem.ts'
import { transactionOptions } from './transaction-options.ts'
import { TryAgain } from './write-chunk.ts'

/** Files that cannot share a transaction, which was rolled back. `at`: the one that has to go by itself, where that is known. */
export class NotTogether extends Error {
  readonly at: number | undefined

  constructor(at: number | undefined) {
    super('files cannot share a transaction')
    this.at = at
  }
}

/** Imports and proves small files of one mapping and tenant in one transaction. Throws `NotTogether`, and then nothing of them is in the tables. */
export const importTogether = async (runs: readonly FileRun[]): Promise<readonly FileDone[]> => {
  const { db, settings, tenant } = runs[0]!
  const session = tenant === undefined ? db : db.tenant(tenant)
  try {
    const done = await session.transaction((tx) => attempt(tx, runs), transactionOptions(settings))
    await confirmImported(session, runs)
    return done
  } catch (error) {
    if (error instanceof TryAgain) throw new NotTogether(undefined)
    throw error
  }
}

interface Member {
  readonly run: FileRun
  readonly tally: FileTally
  readonly position: number
}

const attempt = async (tx: Transaction, runs: readonly FileRun[]): Promise<readonly FileDone[]> => {
  const { settings } = runs[0]!
  await tx.records(imports).get(settings.name, { forUpdate: true })
  const known = await knownFiles(tx, runs)
  const members = runs.map((run, position): Member => ({ run, tally: new FileTally(run), position }))
  const isDone = ({ run }: Member): boolean => known.imported.get(run.key) === run.entry.hash
  const fresh = members.filter((member) => !isDone(member))
  const former = fresh.find(({ run }) => known.imported.has(run.key))
  if (former !== undefined) throw new NotTogether(former.position)
  if (known.failed.size > 0) await tx.records(importRejects).deleteWhere({ file: { in: [...known.failed] } })
  const facts = await importAll(tx, fresh)
  const rows: NewRow<typeof importFiles>[] = []
  for (const [index, { run, tally, position }] of fresh.entries()) {
    await tally.flush(tx)
    rows.push(orAlone(position, () => importedRow(run, facts[index]!, tally)))
  }
  const [again, first] = [true, false].map((has) =>
    rows.filter(({ file }) => known.failed.has(file!) === has),
  )
  if (first!.length > 0) await tx.records(importFiles).insertMany(first!)
  if (again!.length > 0) await tx.records(importFiles).upsertMany(again!)
  return members.map((member) => ({ tally: member.tally, wasDone: isDone(member) }))
}

interface Known {
  /** With their hashes. */
  readonly imported: ReadonlyMap<string, string>
  readonly failed: ReadonlySet<string>
}

const knownFiles = async (tx: Transaction, runs: readonly FileRun[]): Promise<Known> => {
  const found = await tx.records(importFiles).list({
    where: { file: { in: runs.map(({ key }) => key) } },
    select: ['file', 'hash', 'state'],
    limit: runs.length,
  })
  const [imported, failed] = ['imported', 'failed'].map((wanted) =>
    found.filter(({ state }) => state === wanted),
  )
  return {
    imported: new Map(imported!.map(({ file, hash }) => [file, hash])),
    failed: new Set(failed!.map(({ file }) => file)),
  }
}

/** Records of neighbours share chunks. */
const importAll = async (tx: Transaction, members: readonly Member[]): Promise<readonly FileFacts[]> => {
  const [first] = members
  if (first === undefined) return []
  const { mapping, chunkRecords, db, settings } = first.run
  const tallies = new Map<Prepared, FileTally>()
  const facts: FileFacts[] = []
  let bytes = 0
  const write = async (): Promise<void> => {
    await importChunk(tx, [...tallies.keys()], {
      mapping,
      hasSavepoints: db.capabilities.savepoints,
      attempts: undefined,
      former: undefined,
      tallyOf: (one) => tallies.get(one)!,
    })
    tallies.clear()
    bytes = 0
  }
  for (const { run, tally, position } of members) {
    const reading = preparedRecords(run)
    try {
      for (;;) {
        const { done, value } = await reading.next().catch((error: unknown) => alone(position, error))
        if (done === true) {
          facts.push(value)
          break
        }
        if ('rows' in value) {
          tallies.set(value, tally)
          bytes += value.record.bytes.length
          if (tallies.size >= chunkRecords || bytes >= chunkBytes) await write()
        } else {
          // It fails, so nothing behind it needs to be tried.
          if (settings.onReject === 'fail') throw new NotTogether(position)
          await tally.reject(value, tx)
        }
      }
    } finally {
      await reading.return({ size: 0, hash: '' })
    }
  }
  await write()
  return facts
}

const orAlone = <R>(position: number, work: () => R): R => {
  try {
    return work()
  } catch (error) {
    return alone(position, error)
  }
}

const alone = (position: number, error: unknown): never => {
  throw error instanceof FileFailure ? new NotTogether(position) : error
}
