import type { PartChange } from '../../contracts/schema-change.ts'
import type { CheckModel, ForeignKeyModel, IndexModel, UniqueModel } from '../../contracts/schema-model.ts'
import type { TableSchema } from '../../contracts/table.ts'
import { requireColumn } from '../../door/table.ts'
import { call, step, type StepParts, type StepSource } from './step-call.ts'
import { stringSource, valueSource } from './value-source.ts'

/** The verb that adds or drops a constraint or an index; undefined where none says all of it. */
export const partVerb = (change: PartChange, parts: StepParts): StepSource | undefined => {
  const table = stringSource(change.table)
  const isNew = change.kind === 'add-part'
  switch (change.of) {
    case 'index':
      if (!isNew) return call('dropIndex', table, stringSource(change.part.name))
      return isPlain(change.part) ? indexSource(change.table, change.part) : undefined
    case 'check':
      return isNew ? addedCheck(change.table, change.part) : call('dropCheck', table, whichCheck(change.part))
    case 'unique':
      return isNew ? addedUnique(change.table, change.part) : call('dropUnique', table, which(change.part))
    case 'foreign-key':
      return isNew
        ? addedReference(change.table, change.part, parts)
        : call('dropReference', table, which(change.part))
    case 'other':
      return undefined
  }
}

const addedCheck = (table: string, { name, expression, isValid }: CheckModel): StepSource | undefined =>
  isValid ? call('addCheck', ...[table, name ?? `${table}_check`, expression].map(stringSource)) : undefined

/** By its name where it has one: two may say the same. */
const whichCheck = ({ name, expression }: CheckModel): string =>
  name === undefined ? valueSource({ expression }) : stringSource(name)

const which = ({ name, columns }: UniqueModel | ForeignKeyModel): string =>
  name === undefined ? valueSource(columns) : stringSource(name)

const addedUnique = (table: string, unique: UniqueModel): StepSource | undefined => {
  const { name, columns, nullsNotDistinct, deferrable } = unique
  if (nullsNotDistinct !== undefined || deferrable !== undefined) return undefined
  const options = name === undefined ? [] : [valueSource({ name })]
  return call('addUnique', stringSource(table), valueSource(columns), ...options)
}

const addedReference = (
  table: string,
  key: ForeignKeyModel,
  { definition, variable }: StepParts,
): StepSource | undefined => {
  const {
    name,
    columns,
    table: parent,
    referencedColumns,
    onDelete,
    onUpdate,
    deferrable,
    isValid,
    isKept,
  } = key
  const schema = definition(table)
  const property = schema === undefined ? undefined : propertyOf(schema, columns)
  if (property !== undefined)
    return step(`addReference(${variable(table)}, ${stringSource(property)})`, ['addReference'], {
      tables: [table],
    })
  if (
    isKept === true ||
    onUpdate !== 'no action' ||
    deferrable !== undefined ||
    onDelete === 'set default' ||
    !isValid
  )
    return undefined
  const acts = { cascade: 'cascade', 'set null': 'set-null', restrict: undefined, 'no action': undefined }
  const to = { table: parent, columns: referencedColumns, onDelete: acts[onDelete], name }
  return call('addReference', stringSource(table), valueSource(columns), valueSource(to))
}

/** The property of a definition that refers by these columns. */
const propertyOf = (schema: TableSchema, columns: readonly string[]): string | undefined =>
  schema.references.find(
    (reference) =>
      reference.columns.map((one) => requireColumn(schema, one, 'generate a migration').name).join('\n') ===
      columns.join('\n'),
  )?.property

const isPlain = ({ keys, include, method }: IndexModel): boolean =>
  include === undefined &&
  method === undefined &&
  keys.every((key) => key.column !== undefined && Object.keys(key).length === 1)

const indexSource = (table: string, { name, keys, unique, where }: IndexModel): StepSource => {
  const options = { ...(unique && { unique }), ...(where !== undefined && { where }) }
  const end = Object.keys(options).length === 0 ? [] : [valueSource(options)]
  return call(
    'createIndex',
    stringSource(table),
    stringSource(name),
    valueSource(keys.map(({ column }) => column)),
    ...end,
  )
}
