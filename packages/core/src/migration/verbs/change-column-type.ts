import type { ConvertedColumn } from '../../contracts/migration-proof.ts'
import type { ChangeColumnTypeStep, Loss } from '../../contracts/migration-step.ts'
import type { TableModel } from '../../contracts/schema-model.ts'
import type { NewColumn, TableChange } from '../../database/alter-form.ts'
import { statement } from '../../database/statement.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
import { auditTypeChange, type TypeAudit, type TypeChange } from '../proof/audit-type-change.ts'
import type { Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { keptValue } from '../proof/kept-value.ts'
import { statementsNow } from './alter-units.ts'
import { conservingRows } from './conserve-rows.ts'
import { newColumn } from './new-column.ts'
import { quarantine } from './quarantine.ts'
import type { StepContext } from './step-units.ts'

/** Tries every value, copies the table where some would be lost for that version, then changes the type of the column and keeps everything that depends on the table. */
export const changeColumnTypeUnits = (
  step: ChangeColumnTypeStep,
  forVersion: number,
  context: StepContext,
): readonly Unit[] => {
  const { table, column, type, loss = 'refuse' } = step
  const { alter, ...dialect } = context.dialect
  const wanted = newColumn(table, column, type, context.dialect, `change the type of "${table}"."${column}"`)
  const units = alter.change(table, [change(step, wanted, step.using)])
  const { title } = units[0]!
  return [
    {
      form: 'together',
      title,
      statements: [JSON.stringify([wanted.type, step.using, loss])],
      shows: step.using === undefined ? [] : [`using ${step.using}`],
      rebuilds: units.some(({ rebuilds }) => rebuilds === true),
      run: async (work) => {
        const schema = await context.readSchema(work, { part: 'tables' })
        const model = schema.tables.find(({ name }) => name === table)
        const from = model?.columns.find(({ name }) => name === column)?.type
        if (model === undefined || from === undefined) throw noColumn(title, step)
        const tried = typeChange(step, model, from, wanted)
        const audit = await auditTypeChange(work.ask, context.dialect, tried, work.attempt)
        requireAllowed(title, audit, loss)
        const isLossy = audit.lost + audit.outOfRange > 0
        if (isLossy) await work.backUp?.(table, forVersion)
        const aside =
          isLossy && loss === 'quarantine' ? await quarantine(work, context, tried, title) : undefined
        work.notes.converted(convertedBy(tried, audit, loss, aside))
        // The engine's own conversion would fail where a loss is allowed.
        const test = isLossy ? dialect.proof.castTest(tried, await version(work, context)) : undefined
        const using =
          test === undefined
            ? step.using
            : loss === 'quarantine'
              ? keptValue(context.dialect, column, test)
              : test.value
        try {
          const changes = [change(step, wanted, using)]
          for (const unit of alter.change(table, changes)) {
            const texts = await statementsNow(unit, work, context)
            await conservingRows(work, context.dialect, { table, changes }, texts, async () => {
              for (const text of texts) await work.execute(statement(text))
            })
          }
        } catch (error) {
          throw isLossy && hasCode(error, 'not-null') ? noNull(title, step, error) : error
        }
      },
    },
  ]
}

const change = (step: ChangeColumnTypeStep, wanted: NewColumn, using: string | undefined): TableChange => ({
  kind: 'retype-column',
  column: step.column,
  type: wanted.type,
  ...(using === undefined ? {} : { using }),
  checks: wanted.checks ?? [],
})

const typeChange = (
  step: ChangeColumnTypeStep,
  model: TableModel,
  from: string,
  wanted: NewColumn,
): TypeChange => ({
  table: step.table,
  column: step.column,
  key: model.primaryKey.length > 0 ? model.primaryKey : [step.column],
  from,
  to: wanted.type,
  ...(step.using === undefined ? {} : { using: step.using }),
  ...(wanted.range === undefined ? {} : { range: wanted.range }),
})

const convertedBy = (
  { table, column, from, to }: TypeChange,
  { rows, lost, outOfRange }: TypeAudit,
  loss: Loss,
  aside: string | undefined,
): ConvertedColumn => ({
  table,
  column,
  from,
  to,
  rows,
  lost: lost + outOfRange,
  loss,
  ...(aside === undefined ? {} : { aside }),
})

const version = async (work: Work, { dialect }: StepContext): Promise<string | undefined> => {
  const { engineVersion } = dialect.proof
  return engineVersion === undefined ? undefined : String((await work.ask(engineVersion))[0]?.[0])
}

/** The keys of some rows that would lose something are in `report.samples`. */
const requireAllowed = (title: string, audit: TypeAudit, loss: Loss): void => {
  const count = audit.lost + audit.outOfRange
  const allowed = loss === 'refuse' ? 0 : loss === 'quarantine' ? Infinity : loss.accept
  if (count <= allowed) return
  const many = `${audit.isComplete ? '' : 'at least '}${count} of ${audit.rows} values`
  throw new HoldfastError(
    'migration',
    `Cannot ${title}: ${many} would not come back the same (${audit.outOfRange} out of range); mend them first, or choose loss: "quarantine" or { accept: ${count} }`,
    { report: audit },
  )
}

/** What an engine says names the table that it was making. */
const noNull = (title: string, { table, column }: ChangeColumnTypeStep, cause: Error): HoldfastError =>
  new HoldfastError(
    'not-null',
    `Cannot ${title}: a value that is lost would be null, and "${column}" of "${table}" must have one; put dropNotNull() before it, or mend those values first`,
    { table, columns: [column], cause },
  )

const noColumn = (title: string, { table, column }: ChangeColumnTypeStep): HoldfastError =>
  new HoldfastError('no-column', `Cannot ${title}: there is no column "${column}" in "${table}"`, { table })
