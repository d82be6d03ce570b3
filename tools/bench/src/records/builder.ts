import { columnNames, type Person } from './person.ts'

type Name = (typeof columnNames)[number]

/** What a query builder has to be told of the engine below it. */
export interface Builder {
  /** A row as the driver takes it: builders hand values on as they are. */
  readonly bind: (person: Person) => Record<Name, unknown>
  /** Rows of one statement of a load or an upsert. */
  readonly rowsAtOnce: number
}

/** What an upsert replaces. */
export const changedNames: readonly Exclude<Name, 'id'>[] = columnNames.filter((name) => name !== 'id')
