import type { MigrationPlan, PlannedMigration, PlannedStep } from '@holdfast/core'
import { numberText } from './number-text.ts'
import type { Paint } from './paint.ts'
import { problemsText } from './problems-text.ts'
import { visible } from './visible.ts'

/** What will be done, in order, with its statements. */
export const planText = ({ pending, problems }: MigrationPlan, paint: Paint): string => {
  if (problems.length > 0) return problemsText(problems, paint)
  if (pending.length === 0) return 'Nothing is pending.\n'
  return pending.map((migration) => migrationText(migration, paint)).join('\n')
}

const migrationText = (
  { version, name, file, transaction, steps }: PlannedMigration,
  paint: Paint,
): string => {
  const how = transaction === 'one' ? 'one transaction' : 'step by step, resumed where it stopped'
  const where = file === undefined ? '' : `${visible(file)}, `
  return `${paint.bold(visible(`${numberText(version)} ${name}`))}  ${paint.dim(`${where}${how}`)}\n${steps.map((step) => stepText(step, paint)).join('')}`
}

const stepText = ({ title, statements, line }: PlannedStep, paint: Paint): string => {
  const place = line === undefined ? '' : paint.dim(`  line ${line}`)
  const texts = statements.map((text) => visible(text.trim()))
  // A title that is the beginning of the only statement says nothing more.
  const start = title.replace(/…$/, '')
  const shown = texts.length === 1 && texts[0]!.startsWith(start) ? texts : [visible(title), ...texts]
  const [first = '', ...others] = shown.flatMap((text) => text.split('\n'))
  return `  ${first}${place}\n${others.map((text) => `    ${paint.dim(text)}\n`).join('')}`
}
