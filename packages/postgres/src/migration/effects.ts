import { statement, type EffectForm, type SurvivorForm, type TakenLock } from '@holdfast/core'

const ours = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg\\_temp%'`
const name = `case when n.nspname = current_schema() then c.relname::text else n.nspname || '.' || c.relname end`

/** Locks by strength, and whom each holds off. The two that any read or write of rows takes are left out. */
const strengths: readonly (readonly [mode: string, blocks: TakenLock['blocks']])[] = [
  ['ShareUpdateExclusiveLock', 'definitions'],
  ['ShareLock', 'writes'],
  ['ShareRowExclusiveLock', 'writes'],
  ['ExclusiveLock', 'writes'],
  ['AccessExclusiveLock', 'reads'],
]

/** A sequence moves on, and a file is made longer, outside of transactions. What writes holds a lock that says so until its end, and on a sequence too. */
const survivors: SurvivorForm = {
  standing: statement(
    `select c.oid::text, 'sequence', ${name}, case when has_sequence_privilege(c.oid, 'usage, select') then pg_sequence_last_value(c.oid) end ` +
      `from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and ${ours} ` +
      `union all select c.oid::text, 'size', ${name}, pg_total_relation_size(c.oid) ` +
      `from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm') and ${ours}`,
  ),
  touched: statement(
    `select distinct l.relation::text from pg_locks l where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted ` +
      `and l.mode not in ('AccessShareLock', 'RowShareLock')`,
  ),
}

/** A table's file has another number when all of it was written anew, and some are made again under their name; locks of one's own session anybody may see. */
export const effects: EffectForm = {
  questions: [
    statement(
      `select c.oid::text, ${name}, c.relkind::text, pg_relation_filenode(c.oid)::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm', 'p', 'i') and ${ours}`,
    ),
    // Of a table that the transaction has dropped only the number is left.
    statement(
      `select l.relation::text, l.mode from pg_locks l where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted ` +
        `and l.database = (select oid from pg_database where datname = current_database())`,
    ),
  ],
  compare: ([filesBefore = [], locksBefore = []], [files = [], locks = []]) => {
    const known = new Map(filesBefore.map(([oid, , , file]) => [oid, file]))
    const left = new Set(files.map(([oid]) => oid))
    const gone = new Set(filesBefore.flatMap(([oid, table]) => (left.has(oid) ? [] : [table])))
    const changed = (kinds: readonly unknown[]): readonly string[] =>
      files
        .filter(
          ([oid, table, kind, file]) =>
            kinds.includes(kind) && (known.has(oid) ? known.get(oid) !== file : gone.has(table)),
        )
        .map(([, table]) => String(table))
        .toSorted()
    // What was held already is no more waiting, and for what the transaction has made itself nobody else can wait.
    const held = new Set(locksBefore.map(([oid, mode]) => `${String(oid)} ${String(mode)}`))
    const taken = locks.filter(([oid, mode]) => !held.has(`${String(oid)} ${String(mode)}`))
    return {
      rewritten: changed(['r', 'm']),
      rebuilt: changed(['i']),
      locks: strongest(filesBefore, taken),
    }
  },
  held: ([files = [], locks = []]) => strongest(files, locks),
  alone: { mode: 'ShareUpdateExclusiveLock', blocks: 'definitions' },
  survivors,
}

type Rows = readonly (readonly unknown[])[]

/** The strongest lock of each table that is known. */
function strongest(files: Rows, locks: Rows): readonly TakenLock[] {
  const names = new Map(files.flatMap(([oid, table, kind]) => (kind === 'i' ? [] : [[oid, String(table)]])))
  const found = new Map<string, number>()
  for (const [oid, mode] of locks) {
    const table = names.get(oid)
    const strength = strengths.findIndex(([one]) => one === mode)
    if (table !== undefined && strength >= 0) found.set(table, Math.max(strength, found.get(table) ?? 0))
  }
  return [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([table, strength]) => ({ table, mode: strengths[strength]![0], blocks: strengths[strength]![1] }))
}
