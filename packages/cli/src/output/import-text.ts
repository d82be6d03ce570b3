import type { ImportReport } from '@holdfast/core/import-json'
import { count } from './count.ts'
import type { Paint } from './paint.ts'
import { visible } from './visible.ts'

/** What became of a folder of JSON files. Values of records are never in it. */
export const importText = (report: ImportReport, paint: Paint): string => {
  const { files, records, rows, rejected, problems, unmatched, gone, backup, isComplete } = report
  const lines = [
    ...problems.map(({ path, kind, reason }) => `${paint.red(kind)} ${visible(`${path}: ${reason}`)}`),
    ...unmatched.map((path) => `${paint.yellow('of no pattern')} ${visible(path)}`),
    ...gone.map((path) => `${paint.red('gone')} ${visible(path)}`),
    `${count(files.found, 'file')}: ${files.imported} imported, ${files.unchanged} unchanged, ${files.failed} failed, ${files.unmatched} of no pattern, ${files.archived} archived`,
    `${count(records, 'record')} in ${count(rows, 'row')}, ${rejected} rejected`,
    ...(backup === undefined ? [] : [`backup: ${visible(backup)}`]),
    isComplete
      ? paint.green('Complete and proven.')
      : paint.red('Not complete: mend what is named, and run it again.'),
  ]
  return `${lines.join('\n')}\n`
}
