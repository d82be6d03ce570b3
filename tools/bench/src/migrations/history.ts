import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface HistoryStep {
  /** As a file is named, without the ending. */
  readonly name: string
  /** One statement that every engine takes. */
  readonly text: string
}

const tableCount = 200

/** What a history is made of: a table, a column, rows, another column, an index. */
const changes = (table: string): readonly (readonly [string, string])[] => [
  [
    `create_${table}`,
    `create table ${table} (id bigint primary key, name varchar(100) not null, price double precision)`,
  ],
  [`add_note_to_${table}`, `alter table ${table} add column note varchar(200)`],
  [`fill_${table}`, `insert into ${table} (id, name, price) values (1, 'first', 1.5), (2, 'second', 2.5)`],
  [`add_size_to_${table}`, `alter table ${table} add column size bigint`],
  [`index_${table}_by_name`, `create index ${table}_by_name on ${table} (name)`],
]

/** A thousand small migrations. */
export const history: readonly HistoryStep[] = Array.from({ length: tableCount }, (_, index) =>
  changes(`items_${index}`),
)
  .flat()
  .map(([name, text], index) => ({ name: `${String(index + 1).padStart(4, '0')}_${name}`, text }))

/** Writes it as files, one a step, with the journal that Drizzle keeps beside them. */
export const writeHistory = async (folder: string): Promise<string> => {
  const directory = join(folder, 'history')
  await mkdir(join(directory, 'meta'), { recursive: true })
  for (const { name, text } of history) await writeFile(join(directory, `${name}.sql`), `${text};\n`)
  const entries = history.map(({ name }, index) => ({
    idx: index,
    version: '7',
    when: 1_700_000_000_000 + index,
    tag: name,
    breakpoints: true,
  }))
  await writeFile(join(directory, 'meta', '_journal.json'), JSON.stringify({ version: '7', entries }))
  return directory
}
