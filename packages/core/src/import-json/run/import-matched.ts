import type { Database } from '../../contracts/session.ts'
import type { Backup } from '../folder/backup.ts'
import { TargetTable } from '../mapping/target-table.ts'
import { shapeOf } from '../reading/shape.ts'
import type { FileRun } from './file-run.ts'
import { FileGroups } from './file-groups.ts'
import { type FileDone, importFile } from './import-file.ts'
import { importTogether } from './import-together.ts'
import type { Settings } from './options.ts'
import { FileFailure, type ImportProblem } from './problem.ts'
import { recordFailure } from './record-failure.ts'
import type { MatchedFile, Tell } from './survey.ts'
import { throwIfStopped } from '../reading/stopped.ts'

/** What the files of a run have come to. */
export interface Outcome {
  imported: number
  unchanged: number
  readonly problems: ImportProblem[]
  readonly duplicateKeys: Record<string, readonly string[]>
  /** Of the files that are imported, by their key. */
  readonly hashes: Map<string, string>
}

interface Work {
  readonly matched: readonly MatchedFile[]
  readonly known: ReadonlyMap<string, string>
  readonly survey: Backup
  readonly tell: Tell
}

const chunkRecords = 500
const mostPointers = 20

/** Imports the files in their order, small neighbours together; one that fails does not keep the others from it. */
export const importMatched = async (db: Database, settings: Settings, work: Work): Promise<Outcome> => {
  const { matched, known, survey, tell } = work
  const outcome: Outcome = {
    imported: 0,
    unchanged: 0,
    problems: [],
    duplicateKeys: {},
    hashes: new Map(known),
  }
  const entries = new Map(survey.entries.map((entry) => [entry.path, entry]))
  const totalBytes = matched.reduce((sum, { file }) => sum + (entries.get(file.path)?.size ?? 0), 0)
  const groups = new FileGroups(settings, {
    together: async (runs) => {
      for (const [index, done] of (await importTogether(runs)).entries()) note(runs[index]!, done, outcome)
    },
    alone: (run) => importOne(run, outcome),
  })
  let bytes = 0
  for (const [done, one] of matched.entries()) {
    throwIfStopped(settings.signal, settings.action)
    const { path } = one.file
    const entry = entries.get(path)
    // What could not be read is a problem already.
    if (entry === undefined) continue
    tell({ step: 'import', done, total: matched.length, bytes, totalBytes, path })
    bytes += entry.size
    if (known.get(one.key) === entry.hash) outcome.unchanged += 1
    else await groups.add({ ...runOf(db, settings, one, survey), entry })
  }
  await groups.flush()
  tell({ step: 'import', done: matched.length, total: matched.length, bytes, totalBytes })
  return outcome
}

/** Whether it is imported. */
const importOne = async (run: FileRun, outcome: Outcome): Promise<boolean> => {
  try {
    note(run, await importFile(run), outcome)
    return true
  } catch (error) {
    if (!(error instanceof FileFailure)) throw error
    outcome.problems.push(error.problem)
    await recordFailure(run, error)
    return false
  }
}

const note = (run: FileRun, { tally, wasDone }: FileDone, outcome: Outcome): void => {
  outcome[wasDone ? 'unchanged' : 'imported'] += 1
  outcome.hashes.set(run.key, run.entry.hash)
  if (tally.duplicates.length > 0)
    outcome.duplicateKeys[run.file.path] = tally.duplicates.slice(0, mostPointers)
}

const runOf = (
  db: Database,
  settings: Settings,
  { file, mapping, matched, key }: MatchedFile,
  survey: Backup,
): Omit<FileRun, 'entry'> => {
  const { path } = file
  const { options, tables } = mapping
  const tenant = options.tenant?.({ path, matched })
  const targets = tables.map(({ name, table }) => new TargetTable(name, table, tenant))
  const { duplicateKeys, recordBytes, action } = settings
  return {
    db,
    settings,
    file,
    key,
    tenant,
    mapping: { run: settings.name, mapping, targets, path, matched },
    reading: { shape: options.shape ?? shapeOf(path), duplicateKeys, limit: recordBytes, action },
    chunkRecords,
    copyOf: (of, hash) => survey.copyOf(of, hash),
  }
}
