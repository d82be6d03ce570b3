import { statement, type EffectForm, type TakenLock } from '@holdfast/core'

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

/** A table's file has another number when all of it was written anew, and some are made again under their name; locks of one's own session anybody may see. */
export const effects: EffectForm = {
  questions: [
    statement(
      `select c.oid::text, ${name}, c.relkind::text, pg_relation_filenode(c.oid)::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm', 'i') and ${ours}`,
    ),
    statement(
      `select c.oid::text, ${name}, l.mode from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace ` +
        `where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted and c.relkind in ('r', 'm', 'p') and ${ours} ` +
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
    const held = new Set(locksBefore.map(([oid, , mode]) => `${String(oid)} ${String(mode)}`))
    const taken = new Map<string, number>()
    for (const [oid, table, mode] of locks) {
      const strength = strengths.findIndex(([one]) => one === mode)
      // What the transaction has made itself nobody else can wait for.
      const isNew = !known.has(oid) || held.has(`${String(oid)} ${String(mode)}`)
      if (strength >= 0 && !isNew) taken.set(String(table), Math.max(strength, taken.get(String(table)) ?? 0))
    }
    return {
      rewritten: changed(['r', 'm']),
      rebuilt: changed(['i']),
      locks: [...taken]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([table, strength]) => ({
          table,
          mode: strengths[strength]![0],
          blocks: strengths[strength]![1],
        })),
    }
  },
}
