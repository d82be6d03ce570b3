import type {
  ObjectChange,
  SchemaChange,
  SchemaDifference,
  SchemaObjects,
} from '../contracts/schema-change.ts'
import type { SchemaModel } from '../contracts/schema-model.ts'
import { isTrackingName } from '../door/tracking-name.ts'
import { stable } from './canonical.ts'
import type { DifferenceOptions } from './difference-options.ts'
import { inOrder } from './order-changes.ts'
import { flagRenames, renamesOfKept } from './probable-renames.ts'
import { renamed } from './renamed.ts'
import { tableDifference } from './table-difference.ts'

/** What leads from `before` to `after`, two models of one engine. Pure. */
export const schemaDifference = (
  before: SchemaModel,
  after: SchemaModel,
  options: DifferenceOptions,
): SchemaDifference => {
  const renames = options.renames ?? {}
  const start = renamed(before, renames)
  const old = new Map(start.model.tables.map((table) => [table.name, table]))
  const wanted = new Set(after.tables.map(({ name }) => name))
  const made = after.tables.flatMap((table): readonly SchemaChange[] => {
    const existing = old.get(table.name)
    return existing === undefined
      ? [{ kind: 'create-table', table: table.name, model: table }]
      : tableDifference(existing, table, options)
  })
  const extra = start.model.tables.filter(({ name }) => !wanted.has(name))
  const drops = options.scope === 'all' || options.dropOthers === true
  const dropped = (drops ? extra : []).map((model): SchemaChange => ({
    kind: 'drop-table',
    table: model.name,
    model,
  }))
  const objects =
    options.scope === 'all' ? objectDifference(start.model, after) : trackingDifference(start.model, after)
  const { changes, questions } = flagRenames([...made, ...dropped, ...objects], renames)
  return {
    changes: [...start.changes, ...inOrder(changes)],
    questions: drops ? questions : [...questions, ...renamesOfKept(changes, extra, renames)],
  }
}

const objectDifference = (before: SchemaModel, after: SchemaModel): readonly SchemaChange[] => {
  const names = (model: SchemaModel): readonly { readonly name: string }[] =>
    model.functions.map((name) => ({ name }))
  return [
    ...compare('view', before.views, after.views),
    ...compare('trigger', before.triggers, after.triggers),
    ...compare('sequence', before.sequences, after.sequences),
    ...compare('type', before.types, after.types),
    ...compare('function', names(before), names(after)),
  ]
}

/** The triggers that record the changes of defined tables: their names say what they do, so another one is another trigger. */
const trackingDifference = (before: SchemaModel, after: SchemaModel): readonly SchemaChange[] => {
  const tables = new Set(after.tables.map(({ name }) => name))
  const found = before.triggers.filter(({ name, table }) => isTrackingName(name) && tables.has(table))
  const [olds, news] = [found, after.triggers].map((list) => new Set(list.map(({ name }) => name)))
  return [
    ...found
      .filter(({ name }) => !news!.has(name))
      .map((object) => ({ kind: 'drop-object', of: 'trigger', object }) as const),
    ...after.triggers
      .filter(({ name }) => !olds!.has(name))
      .map((object) => ({ kind: 'create-object', of: 'trigger', object }) as const),
  ]
}

const compare = <P extends keyof SchemaObjects>(
  of: P,
  before: readonly SchemaObjects[P][],
  after: readonly SchemaObjects[P][],
): readonly SchemaChange[] => {
  const content = (object: SchemaObjects[P]): string => stable(object)
  const olds = new Set(before.map(content))
  const news = new Set(after.map(content))
  return [
    ...before
      .filter((object) => !news.has(content(object)))
      .map((object) => ({ kind: 'drop-object', of, object }) as ObjectChange),
    ...after
      .filter((object) => !olds.has(content(object)))
      .map((object) => ({ kind: 'create-object', of, object }) as ObjectChange),
  ]
}
