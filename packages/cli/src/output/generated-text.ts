import type { GeneratedMigration } from '@holdfast/core'
import type { Paint } from './paint.ts'
import { visible } from './visible.ts'

/** What was generated: the changes with their hazards, what is asked, and where it is. Without a file, the text itself. */
export const generatedText = (
  { text, sidecar, unwritten }: GeneratedMigration,
  files: readonly string[],
  paint: Paint,
): string => {
  const { changes, questions } = sidecar
  if (changes.length === 0) return 'The database is as it is defined: there is nothing to write.\n'
  const judged = changes.map(({ message, class: kind, hazards, rows }) =>
    [
      `${paint.dim(kind)} ${visible(message)}${rows === undefined ? '' : paint.dim(`, ${counted(rows)}`)}\n`,
      ...hazards.map(
        (hazard) =>
          `  ${hazard.mustAccept ? paint.red('accept') : paint.yellow('warning')} ${hazard.rule}: ${visible(hazard.message)}\n`,
      ),
    ].join(''),
  )
  const asked = questions.map(
    ({ from, to }) =>
      `${paint.yellow('asked')}: is ${visible(from)} renamed? --rename ${to.map((name) => `${from}=${name}`).join(' or ')}, or --rename ${from}= for a drop\n`,
  )
  const left = unwritten.length === 0 ? [] : [`${paint.red('left to write')}: see the text\n`]
  return [
    ...judged,
    ...asked,
    ...left,
    '\n',
    files.length === 0 ? text : `${visible(files.join('\n'))}\n`,
  ].join('')
}

// They are counted so far.
const counted = (rows: number): string =>
  rows >= 1_000_000 ? 'a million rows or more' : `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`
