import type { Machine } from './machine.ts'
import { reasonFor } from './reasons.ts'
import type { Row } from './row.ts'

const headings: Readonly<Record<string, string>> = {
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  duckdb: 'DuckDB',
}

/** The page of the documentation: every figure of one run, and why a target was missed. */
export const page = (machine: Machine, rows: readonly Row[]): string =>
  `${[introduction(machine, rows), ...engines(rows), misses(rows)].join('\n\n')}\n`

const introduction = (
  { processor, cores, memory, system, node, fileSystem, fdatasync, date, versions }: Machine,
  rows: readonly Row[],
): string =>
  `# Benchmarks

This page is written by \`npm run bench\`, and a part of it by \`npm run bench -- migrations --write\`. Every comparison was interleaved round
by round within one run, so a ratio means more than the figures it is made of: on another machine they change, it changes little.${measured(rows)}

- ${date}, ${processor}, ${cores} cores, ${memory} GiB, ${system}
- Node ${node}, file system ${fileSystem}; the disk takes ${time(fdatasync)} to append a page and wait for it (fdatasync)
- ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}

How to read it:

- Times are medians, for one operation, or for one row of a load or a stream. **Ratio** is the rival's time through ours: 2× is twice
  as fast as the rival, 0.8× takes 1.25 times as long. In brackets the smallest and the largest ratio of a single round.
- The first rival of each operation is the raw driver with the same statement and the same columns, prepared once and written by hand,
  with \`JSON.parse\` or \`JSON.stringify\` where ours has it. better-sqlite3 answers in the calling thread, so it is called without a promise.
- Kysely, Knex and Drizzle use the same table as their first page teaches; Keyv has a table of its own. All wait for the disk as ours does.
- *Records*: one table of nine columns (UUID, texts, a whole number, a double, a boolean, a nullable text, a time) with an index, everyone on a
  copy of the same file or database; Prisma, on its query compiler and a driver adapter, has tables as its own migrations make them. Inserts bring their keys.
  A page is the fifty rows of a filter behind the last key of the page before, which everyone but us has to write into the condition by hand;
  ours reads one row more and makes cursors. Builders send loads and upserts as inserts of 200 (SQLite) or 1000 rows in one transaction; half of the rows of an
  upsert exist. The raw driver loads by one prepared statement (SQLite), COPY (PostgreSQL) or the appender (DuckDB), and upserts by one prepared
  statement, by lists, or by the appender into a temporary table; the appender is fed value by value, as its
  documentation teaches, and ours by column. On SQLite Kysely and Knex hand out numbers for times and booleans; all others
  give back the values of the row. Prisma loads a tenth of the rows, and has no upsert of many.
- *Migrations*: a thousand files of one statement (a table, a column, two rows, another column, an index, two hundred times over), from opening the database to closing
  it. Ours and Umzug read the files, Drizzle its folder and journal; Knex and Kysely are given the texts in memory. Ours cuts and reads each text, judges it, keeps a
  checksum, an entry and an event for each, reads the entries again after the commit, and writes down the schema; *without proof* is \`lint\`, \`backup\` and \`prove\` off. Umzug
  commits each statement and each entry by itself, Knex each migration with its entry; Kysely commits all at once on PostgreSQL and each statement on SQLite; Drizzle
  commits all at once. A start that finds nothing to do compares a thousand checksums; Drizzle looks at the newest entry alone.
- *Change of type* and *backfill*: by verb, against the statements that one would write by hand, which prove nothing, keep no history and cannot be resumed. *Memory* is how much
  our process grew at its highest. The server's own is not in it.
- *Cache*: bentocache on its Knex driver without its level in memory, and cache-manager on Keyv's adapters, each in a file or database of its own: everyone asks the database, and a
  miss is stored durably. cache-manager cannot remove what is over. The last row counts how often 8 processes load one key that none has; bentocache and cache-manager
  are meant to load it in each.
- *Audit*: a transaction that inserts one of those records, with and without an entry of an audit trail (an entity, an actor, a request, small details), and entries by themselves
  beside a set of the key-value store of about the same bytes, each as durable as the other.
- *Sockets*: 64 connections from another process, each asks again when it has its answer. This is how independent callers look. What a
  request costs that asks nothing of a database stands beside it: no library can be faster than that. *Callers in the process* leaves it out.
- *Batch*: how many operations shared a commit or a statement, on average.
- PostgreSQL has its statistics (ANALYZE) before anything is measured.
- Where a commit waits for the disk, fdatasync was measured between the rounds and stands beside it.`

/** When the parts were measured, where that was not on one day. */
const measured = (rows: readonly Row[]): string => {
  const days = [...new Set(rows.flatMap(({ date }) => date ?? []))].sort()
  return days.length > 1 ? ` Its parts were measured from ${days[0]!} to ${days.at(-1)!}.` : ''
}

const engines = (rows: readonly Row[]): readonly string[] =>
  [...new Set(rows.map(({ engine }) => engine))].map((engine) => {
    const own = rows.filter((row) => row.engine === engine)
    return `## ${headings[engine] ?? engine}\n\n${header}\n${own.map((row, index) => tableRow(row, own[index - 1])).join('\n')}`
  })

const header = `| operation | Holdfast | rival | its time | ratio | target | batch | empty request | fdatasync | memory |
|---|---|---|---|---|---|---|---|---|---|`

/** What belongs to the operation and not to the rival is said once. */
const tableRow = (row: Row, before: Row | undefined): string => {
  const isFirst = before?.name !== row.name
  const cells = [
    isFirst ? row.name : '',
    isFirst ? figure(row, row.ours) : '',
    row.rivalName,
    figure(row, row.rival),
    `${ratio(row.ratio)} (${row.spread.map(ratio).join(' to ')})`,
    row.target === null ? '' : `${row.ok ? 'met' : '**missed**'}: ${ratio(row.target)}`,
    isFirst && row.meanBatch !== undefined ? row.meanBatch.toFixed(1) : '',
    isFirst && row.socket !== undefined ? time(row.socket) : '',
    isFirst && row.fdatasync !== undefined ? time(row.fdatasync) : '',
    isFirst && row.memory !== undefined
      ? `${row.memory.resident.toFixed(0)} MiB, ${row.memory.heap.toFixed(0)} of it JavaScript’s`
      : '',
  ]
  return `| ${cells.join(' | ')} |`
}

const misses = (rows: readonly Row[]): string => {
  const missed = rows.filter(({ ok }) => !ok)
  const text = missed.map((row) => {
    const aim = `${headings[row.engine] ?? row.engine}, ${row.name}: ${ratio(row.ratio)} of ${row.rivalName}, aimed at ${ratio(row.target!)}.`
    return `- **${aim}** ${reasonFor(row)}`
  })
  return `## Targets that were missed\n\n${text.length === 0 ? 'None.' : text.join('\n')}`
}

const figure = ({ unit }: Row, value: number): string =>
  unit === undefined ? time(value) : `${value.toFixed(0)} ${unit}`

const time = (microseconds: number): string =>
  microseconds >= 1000
    ? `${(microseconds / 1000).toFixed(2)} ms`
    : `${microseconds.toFixed(microseconds < 100 ? 2 : 0)} µs`

const ratio = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)}×`
