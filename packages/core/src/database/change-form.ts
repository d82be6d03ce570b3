import type { ColumnModel, SchemaModel, TableModel } from '../contracts/schema-model.ts'
import type { SchemaChange } from '../contracts/schema-change.ts'

/** How one engine writes the changes between two models, for people to read. Values and pure functions. */
export interface ChangeForm {
  /** What stands behind the parentheses of `create table`, by the options of the model. */
  suffix(options: TableModel['options']): string
  /** Whether it can be made later, by a statement of its own and whatever rows there are. `existing`: the database before all changes. */
  alters(change: SchemaChange, existing: SchemaModel): boolean
  /** How a column that is there already becomes unique: some engines have an index for it only. */
  readonly laterUnique: 'constraint' | 'index'
  /** Whether a reference and checks may stand with the column that is added, and only there without making the table anew. */
  readonly addsConstraints: boolean
  /** The expression as it stands behind `default`. */
  defaultText(expression: string): string
  /** Whether every value of the first type is one of the second, and stays as it is. */
  widens(from: ColumnModel, to: ColumnModel): boolean
  /** The new value of a column, whose name is quoted, where its type changes; undefined where the engine's own way loses nothing. */
  castText(column: string, from: ColumnModel, to: ColumnModel): string | undefined
  /** What the rules of this engine say of a change; those of every engine are known. */
  hazards(change: SchemaChange): readonly { readonly rule: string; readonly message: string }[]
  dropTrigger(name: string, table: string): string
  /** For an option of tables: the statement that sets it, or unsets it when `value` is left out; undefined where there is none. */
  optionText(table: string, option: string, value: string | true | undefined): string | undefined
}
