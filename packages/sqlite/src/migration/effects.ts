import { statement, type EffectForm } from '@holdfast/core'

/** A table that is made anew begins on another page of the file, and so does an index. */
export const effects: EffectForm = {
  questions: [
    statement(
      `select type, name, rootpage from sqlite_schema where type in ('table', 'index') and name not like 'sqlite\\_%' escape '\\'`,
    ),
  ],
  compare: ([before = []], [after = []]) => {
    const pages = new Map(before.map(([type, name, page]) => [`${String(type)} ${String(name)}`, page]))
    const moved = (kind: string): readonly string[] =>
      after
        .filter(([type, name, page]) => {
          const was = pages.get(`${String(type)} ${String(name)}`)
          return type === kind && was !== undefined && was !== page
        })
        .map(([, name]) => String(name))
        .toSorted()
    return { rewritten: moved('table'), rebuilt: moved('index'), locks: [] }
  },
  // Other processes go on reading what was there before, in the log that is written ahead.
  database: { mode: 'write lock of the file', blocks: 'writes' },
  // The engine writes every row anew without the column, on the same pages.
  rewriting: ['drop-column'],
}
