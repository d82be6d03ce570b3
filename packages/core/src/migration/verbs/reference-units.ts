import type {
  AddDefinedReferenceStep,
  AddReferenceStep,
  DropReferenceStep,
} from '../../contracts/migration-step.ts'
import type { ReferenceAction } from '../../contracts/schema-model.ts'
import type { OnDelete } from '../../contracts/column.ts'
import type { TableSchema } from '../../contracts/table.ts'
import type { NewReference } from '../../database/alter-form.ts'
import { requireColumn, requireTable } from '../../door/table.ts'
import { HoldfastError } from '../../errors.ts'
import { constraintName } from '../../tables/constraint-name.ts'
import { isKeptByLibrary } from '../../tables/reference-text.ts'
import { isMeant } from '../alter/find-constraint.ts'
import { changeText } from '../alter/change-text.ts'
import { changeTitle } from '../alter/change-title.ts'
import type { Unit } from '../units/unit.ts'
import { changeUnits } from './alter-units.ts'
import { following } from './following.ts'
import { promisingUnits, requirePromises } from './require-promises.ts'
import type { StepContext } from './step-units.ts'

/** The end of the statement decides, so that rows which refer to each other can go together. */
const actions: Readonly<Record<OnDelete, ReferenceAction>> = {
  restrict: 'no action',
  cascade: 'cascade',
  'set-null': 'set null',
}

export const addReferenceUnits = (
  step: AddReferenceStep | AddDefinedReferenceStep,
  context: StepContext,
): readonly Unit[] => {
  const { foreignKeys } = context.capabilities
  if (step.kind === 'add-reference') {
    const { table, columns, to } = step
    const { onDelete = 'restrict' } = to
    const name = to.name ?? constraintName({ name: table, columns: [] }, 'reference', columns)
    const reference = {
      name,
      columns,
      table: to.table,
      referencedColumns: to.columns,
      onDelete: actions[onDelete],
    }
    const change = { kind: 'add-reference', reference } as const
    if (foreignKeys || onDelete === 'restrict') return promisingUnits(table, [change], context)
    throw new HoldfastError(
      'unsupported',
      `Cannot ${changeTitle(table, change)}: the engine acts on no reference; give a definition, as addReference(pets, 'owner'), and the library does`,
      { table },
    )
  }
  const schema = requireTable(step.table, 'add a reference')
  const { name: table } = schema
  const reference = definedReference(schema, step.property)
  const change = { kind: 'add-reference', reference } as const
  const follow = { kind: 'add-reference', table, schema, name: reference.name } as const
  if (foreignKeys) return following(promisingUnits(table, [change], context), [follow], context)
  return [
    {
      form: 'together',
      title: changeTitle(table, change),
      statements: changeText(change),
      run: async (work) => {
        await requirePromises(work, table, [change], context)
        await context.followChange(work, follow)
      },
    },
  ]
}

const definedReference = (schema: TableSchema, property: string): NewReference => {
  const found = schema.references.find((one) => one.property === property)
  if (found === undefined)
    throw new TypeError(`Cannot add a reference: "${property}" of "${schema.name}" refers to nothing`)
  const { schema: target, columns } = found.target()
  const names = (of: TableSchema, properties: readonly string[]): readonly string[] =>
    properties.map((one) => requireColumn(of, one, 'add a reference').name)
  return {
    name: found.name,
    columns: names(schema, found.columns),
    table: target.name,
    referencedColumns: names(target, columns),
    onDelete: isKeptByLibrary(found, { foreignKeys: true }) ? 'no action' : actions[found.onDelete],
  }
}

export const dropReferenceUnits = (
  { kind, table, reference }: DropReferenceStep,
  context: StepContext,
): readonly Unit[] => {
  const units = changeUnits(table, [{ kind, reference }], context)
  const follow = { kind, table, reference, isRequired: false } as const
  if (context.capabilities.foreignKeys) return following(units, [follow], context)
  const [unit] = units
  return [
    {
      form: 'together',
      title: changeTitle(table, { kind, reference }),
      statements: [],
      run: async (work) => {
        const { tables } = await context.readSchema(work)
        const keys = tables.find(({ name }) => name === table)?.foreignKeys ?? []
        const isOfEngine = keys.some((one) => isMeant(one.name, one.columns, reference))
        // One that the engine keeps as well is there, whatever the library knows of it.
        if (isOfEngine && unit?.form === 'together') await unit.run(work)
        await context.followChange(work, { ...follow, isRequired: !isOfEngine })
      },
    },
  ]
}
