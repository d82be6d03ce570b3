import { checkLimit } from '../../door/duration.ts'
import { checkName } from '../../door/name.ts'
import { checkOptions } from '../../door/options.ts'
import { checkSignal } from '../../door/signal.ts'
import { type Pattern, patternOf } from '../folder/pattern.ts'
import type { DuplicateKeys } from '../json/parse-json.ts'
import type { JsonMapping } from '../mapping/mapping.ts'

/** How far an import is. Files are counted; `bytes` of them are those of the files that are done. */
export interface ImportProgress {
  readonly step: 'inventory' | 'backup' | 'import' | 'archive'
  readonly done: number
  readonly total: number
  readonly bytes: number
  readonly totalBytes: number
  /** The file at hand. */
  readonly path?: string
}

export interface ImportOptions {
  /** Tells this import from others in the same database. */
  readonly name: string
  /** The folder. */
  readonly from: string
  /**
   * Where a copy of the folder is made first, verified by hash and read-only: beside the folder, not in it. `false`: there is no backup, and a file that
   * changed later cannot be imported again.
   */
  readonly backupTo: string | false
  /** What becomes of which file, by a pattern of paths: `*` and `?` stay within one folder, `**` does not. The first that matches holds. */
  readonly files: Readonly<Record<string, JsonMapping>>
  /**
   * A record that cannot become rows: `fail` (the default) lets its file fail, so that it is imported as a whole or not at all; `keep` goes on without
   * it. Both write it, with place and reason, to the table `holdfast_import_rejects`.
   */
  readonly onReject?: 'fail' | 'keep'
  /** A file that changed since it was imported: `fail` (the default), or `import` it again where its rows were not changed since. */
  readonly onChange?: 'fail' | 'import'
  /** A folder that does not exist: `fail` (the default) with `not-found`, or `done`: there is nothing to import. */
  readonly onMissing?: 'fail' | 'done'
  /** A key that occurs twice in an object: `reject` (the default) the record, or take the `last` one, as `JSON.parse` does; then the report tells. */
  readonly duplicateKeys?: DuplicateKeys
  /** Where imported files are moved after everything is proven, on the same file system. Without it they stay. They are never deleted. */
  readonly archiveTo?: string
  /** The most bytes of one record. Default 64 MiB, at most 256 MiB. */
  readonly recordBytes?: number
  readonly onProgress?: (progress: ImportProgress) => void
  /** Stops between records; what was committed stays, and the next run goes on from there. */
  readonly signal?: AbortSignal
}

const known = [
  'name',
  'from',
  'backupTo',
  'files',
  'onReject',
  'onChange',
  'onMissing',
  'duplicateKeys',
  'archiveTo',
  'recordBytes',
  'onProgress',
  'signal',
]

/** The options with every default filled in. */
export interface Settings extends ImportOptions {
  readonly action: string
  readonly mappings: readonly { readonly pattern: Pattern; readonly mapping: JsonMapping }[]
  readonly onReject: 'fail' | 'keep'
  readonly onChange: 'fail' | 'import'
  readonly duplicateKeys: DuplicateKeys
  readonly recordBytes: number
}

const mebibyte = 1024 * 1024

export const settingsOf = (options: ImportOptions): Settings => {
  const start = 'import JSON'
  checkOptions(options, known, start)
  const { onReject = 'fail', onChange = 'fail', onMissing = 'fail', duplicateKeys = 'reject' } = options
  const action = `${start} "${checkName(options.name, 'name of the import', start)}"`
  checkPath(options.from, 'from', action)
  if (options.backupTo !== false) checkPath(options.backupTo, 'backupTo', action)
  if (options.archiveTo !== undefined) checkPath(options.archiveTo, 'archiveTo', action)
  oneOf(onReject, ['fail', 'keep'], 'onReject', action)
  oneOf(onChange, ['fail', 'import'], 'onChange', action)
  oneOf(onMissing, ['fail', 'done'], 'onMissing', action)
  oneOf(duplicateKeys, ['reject', 'last'], 'duplicateKeys', action)
  checkSignal(options.signal, action)
  if (onChange === 'import' && options.backupTo === false) {
    throw new TypeError(
      `Cannot ${action}: a file that changed is compared with its backup, so "backupTo" is needed`,
    )
  }
  const mappings = Object.entries(options.files).map(([text, mapping]) => ({
    pattern: patternOf(text, action),
    mapping,
  }))
  if (mappings.length === 0) throw new TypeError(`Cannot ${action}: "files" names none`)
  const unproven = mappings.find(({ mapping }) => mapping.back === false)
  if (unproven !== undefined && options.archiveTo !== undefined) {
    throw new TypeError(
      `Cannot ${action}: files are archived only after proof, and "${unproven.pattern.text}" has no "back"`,
    )
  }
  const recordBytes = checkLimit(
    options.recordBytes ?? 64 * mebibyte,
    `${action} with recordBytes`,
    256 * mebibyte,
  )
  return { ...options, action, mappings, onReject, onChange, duplicateKeys, recordBytes }
}

const checkPath = (value: unknown, name: string, action: string): void => {
  if (typeof value === 'string' && value !== '' && !value.includes('\u0000')) return
  throw new TypeError(`Cannot ${action}: "${name}" must be a path`)
}

const oneOf = (value: unknown, allowed: readonly string[], name: string, action: string): void => {
  if (allowed.some((one) => one === value)) return
  throw new TypeError(`Cannot ${action}: "${name}" must be one of ${allowed.join(', ')}`)
}
