import type { Hazard, HazardRule, LintContext, ObjectName } from '@holdfast/core'

function* renamed({ actions, made: madeBy }: LintContext): Iterable<Hazard> {
  for (const { at, table, action } of actions) {
    if (action.kind !== 'rename-table') continue
    const made = madeBy(table, at)
    if (made !== undefined) {
      const refers =
        made.columns.some(({ references }) => references !== undefined) ||
        made.constraints.some(({ kind }) => kind === 'foreign-key')
      if (refers) yield { at, message: `renames ${table.written}, which refers to another table` }
      continue
    }
    const message = `renames ${table.written}`
    yield {
      at,
      message,
      confirm: (data) => {
        if ((data.table(table)?.foreignKeys ?? []).length > 0)
          return `${message}, which refers to another table`
        return data.referencing(table).length > 0 ? `${message}, which another table refers to` : undefined
      },
    }
  }
}

function* bothDeleted({ statements, transaction }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  const deleted = new Map<string, ObjectName>()
  for (const [at, facts] of statements.entries()) {
    const tables =
      'where' in facts && facts.kind === 'delete'
        ? [facts.table]
        : facts.kind === 'truncate'
          ? facts.tables
          : []
    for (const table of tables) {
      const others = [...deleted.values()].filter(({ key }) => key !== table.key)
      deleted.set(table.key, table)
      if (others.length === 0) continue
      const message = `deletes rows of ${table.written} behind rows of ${others.map(({ written }) => written).join(', ')}`
      yield {
        at,
        message,
        confirm: (data) =>
          data
            .referencing(table)
            .some(({ table: child }) => others.some((other) => isCalled(other, child.name)))
            ? `${message}, which refer to them`
            : undefined,
      }
    }
  }
}

const isCalled = (name: ObjectName, called: string): boolean => name.key === called.toLowerCase()

function* ownParents({ statements, made: madeBy }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'insert') continue
    const { table } = facts
    const made = madeBy(table)
    const message = `inserts rows into ${table.written} that may refer to each other`
    const refersToItself =
      made !== undefined &&
      [
        ...made.columns.map(({ references }) => references),
        ...made.constraints.map(({ references }) => references),
      ].some((reference) => reference?.table.key === table.key)
    if (refersToItself) yield { at, message }
    else if (made === undefined && facts.query)
      yield {
        at,
        message,
        confirm: (data) =>
          data.table(table)?.foreignKeys.some((key) => isCalled(table, key.table)) ? message : undefined,
      }
  }
}

function* sequences({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if (facts.kind === 'drop' && facts.object === 'sequence' && facts.cascade)
      yield { at, message: `drops the sequence ${facts.names[0]?.written}, and every table that uses it` }
}

export const references: readonly HazardRule[] = [
  {
    id: 'DK02',
    title: 'renames a table that refers or is referred to, after which the parent cannot be changed',
    level: 'refuse',
    remedy: 'Use renameTable(), which makes it again under its new name.',
    asks: 'schema',
    check: renamed,
  },
  {
    id: 'DK06',
    title: 'drops a sequence and, with CASCADE, the tables that count by it',
    level: 'refuse',
    remedy: 'Drop the default of the column first, and then the sequence without CASCADE.',
    check: sequences,
  },
  {
    id: 'DK07',
    title: 'deletes children and parents in one transaction, which fails',
    level: 'refuse',
    remedy: 'Delete the parents in the next migration.',
    asks: 'schema',
    check: bothDeleted,
  },
  {
    id: 'DK10',
    title: 'inserts rows that refer to rows of the same statement, which fails',
    level: 'refuse',
    remedy: 'Insert level by level, parents first.',
    asks: 'schema',
    check: ownParents,
  },
]
