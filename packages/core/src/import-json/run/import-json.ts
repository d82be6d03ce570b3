import type { Database } from '../../contracts/session.ts'
import { HoldfastError, isDuplicate } from '../../errors.ts'
import { collisionsOf } from '../folder/collisions.ts'
import { type Inventory, takeInventory } from '../folder/inventory.ts'
import { manifestHash } from '../folder/manifest.ts'
import { importFiles } from '../ledger/import-files.ts'
import { importRejects } from '../ledger/import-rejects.ts'
import { imports } from '../ledger/imports.ts'
import { archiveImported } from './archive-imported.ts'
import { importMatched } from './import-matched.ts'
import { type ImportOptions, type Settings, settingsOf } from './options.ts'
import { goneOf, type ImportReport, totalsOf } from './report.ts'
import { importedHashes, judgeUnreadable, matchFiles, surveyFiles } from './survey.ts'
import { throwIfStopped } from '../reading/stopped.ts'

const mostListed = 100

/**
 * Brings a folder of JSON files into tables, each file in one transaction with its row in the ledger, and proves each record by making it
 * again from its rows. The tables that rows go to must exist. Safe to kill at any moment and to run again, by several processes too: files that
 * are imported and unchanged are only read for their hash, and the end is the same.
 *
 * Resolves when everything is imported and proven, and `isImported` is then true, until another import of this name ends with a problem. Where a file could not be, the others are imported, and it throws
 * `invalid-value` whose `cause` is the report. Throws `not-found` for a folder that does not exist, `conflict` where a file changed before it could be
 * archived, `io`, `permission` or `disk-full` for the backup; what the signal says; and what the engine throws, after which the next run goes on.
 */
export const importJson = async (db: Database, options: ImportOptions): Promise<ImportReport> => {
  const settings = settingsOf(options)
  const { name, action, signal } = settings
  throwIfStopped(signal, action)
  await db.createTables([imports, importFiles, importRejects])
  const inventory = await inventoryOf(settings)
  const { matched, unmatched } = matchFiles(inventory, settings)
  await begin(db, name)
  const tell = settings.onProgress ?? (() => undefined)
  const survey = await surveyFiles(inventory, settings, tell)
  const judged = judgeUnreadable([...inventory.unreadable, ...survey.unreadable], settings)
  const hashes = new Map(survey.entries.map((entry) => [entry.path, entry]))
  const known = await importedHashes(db, name)
  const isNew = matched.some(({ file, key }) => known.get(key) !== hashes.get(file.path)?.hash)
  if (isNew || judged.problems.length > 0) await mark(db, name, { state: 'running', finishedAt: null })
  const outcome = await importMatched(db, settings, { matched, known, survey, tell })
  const problems = [...judged.problems, ...outcome.problems]
  const isComplete = problems.length === 0
  const archived = isComplete ? await archiveImported(settings, { matched, known: outcome.hashes, tell }) : 0
  const manifest = manifestHash(survey.entries)
  if (isComplete) {
    await mark(db, name, { state: 'done', finishedAt: new Date(), files: survey.entries.length, manifest })
    if (!(await isMarked(db, name, manifest))) throw lostFlag(action)
  } else {
    // Another process that knew less may have set the flag meanwhile.
    await mark(db, name, { state: 'running', finishedAt: null })
  }
  const report: ImportReport = {
    name,
    isComplete,
    files: {
      found: inventory.files.length,
      imported: outcome.imported,
      unchanged: outcome.unchanged,
      failed: problems.length,
      unmatched: unmatched.length,
      archived,
    },
    ...(await totalsOf(db, name)),
    patterns: Object.fromEntries(
      settings.mappings.map(({ pattern: { text } }) => [
        text,
        matched.filter(({ pattern }) => pattern === text).length,
      ]),
    ),
    problems,
    unmatched: unmatched.slice(0, mostListed),
    passedOver: judged.passedOver,
    gone: await goneOf(db, name, inventory.files),
    collisions: collisionsOf(inventory.files.map(({ path }) => path)),
    duplicateKeys: outcome.duplicateKeys,
    manifest,
    backup: settings.backupTo === false ? undefined : settings.backupTo,
  }
  if (isComplete) return report
  throw incomplete(report, action)
}

const inventoryOf = async (settings: Settings): Promise<Inventory> => {
  try {
    return await takeInventory(settings.from, settings.action, settings.signal)
  } catch (error) {
    const isMissing = error instanceof HoldfastError && error.code === 'not-found'
    if (!isMissing || settings.onMissing !== 'done') throw error
    return { root: settings.from, files: [], unreadable: [] }
  }
}

/** Makes the row that the files are locked by. */
const begin = async (db: Database, name: string): Promise<void> => {
  const records = db.records(imports)
  if ((await records.get(name)) !== undefined) return
  try {
    await records.insert({ name, state: 'running', files: 0, manifest: '', startedAt: new Date() })
  } catch (error) {
    // Another process was first.
    if (!isDuplicate(error)) throw error
  }
}

type Change = Parameters<ReturnType<Database['records']>['update']>[1]

const mark = async (db: Database, name: string, change: Change): Promise<void> => {
  await db.records(imports).update(name, change)
}

/** Another process that ended with a problem may have taken the flag away since, but leaves the manifest. */
const isMarked = async (db: Database, name: string, manifest: string): Promise<boolean> => {
  const row = await db.records(imports).get(name, { select: ['state', 'manifest'] })
  return row?.state === 'done' || row?.manifest === manifest
}

const incomplete = (report: ImportReport, action: string): HoldfastError => {
  const [first] = report.problems
  const more = report.problems.length - 1
  const rest = more === 0 ? '' : `; and ${more} problems more, see the report in cause`
  return new HoldfastError(
    'invalid-value',
    `Cannot ${action}: ${JSON.stringify(first?.path)}: ${first?.reason}${rest}`,
    { cause: report },
  )
}

const lostFlag = (action: string): HoldfastError =>
  new HoldfastError(
    'io',
    `Cannot ${action}: the engine reported that it is done, and does not know of it; run it again`,
  )
