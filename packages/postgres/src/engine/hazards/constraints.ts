import type { ConstraintFacts, Hazard, HazardRule, LintContext, PlacedAction } from '@holdfast/core'

/** Constraints that are added to tables that were there. */
function* added({ actions }: LintContext): Iterable<PlacedAction & { readonly constraint: ConstraintFacts }> {
  for (const placed of actions)
    if (placed.existed && placed.action.kind === 'add-constraint')
      yield { ...placed, constraint: placed.action.constraint }
}

function* references(context: LintContext): Iterable<Hazard> {
  for (const { at, table, constraint } of added(context))
    if (constraint.kind === 'foreign-key' && !constraint.notValid)
      yield {
        at,
        message: `adds a reference to ${table.written} and reads every row under a lock on both tables`,
      }
}

function* checks(context: LintContext): Iterable<Hazard> {
  for (const { at, table, constraint } of added(context))
    if (constraint.kind === 'check' && !constraint.notValid)
      yield { at, message: `adds a check to ${table.written} and reads every row while nobody else can` }
}

function* validated({ actions, transaction }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  const named = new Set<string>()
  for (const { at, table, action, existed } of actions) {
    if (existed && action.kind === 'add-constraint' && action.constraint.name !== undefined)
      named.add(JSON.stringify([table.key, action.constraint.name.key]))
    if (action.kind === 'validate-constraint' && named.has(JSON.stringify([table.key, action.name.key])))
      yield { at, message: `validates ${action.name.written} in the transaction that added it` }
  }
}

const notNullCheck = (column: string): RegExp =>
  new RegExp(`^\\W*"?${column.replaceAll(/[^\w]/g, '.')}"?\\s+is\\s+not\\s+null\\W*$`, 'i')

function* scannedForNulls(context: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of context.actions) {
    if (!existed || action.kind !== 'set-not-null') continue
    const message = `makes ${table.written}.${action.column.written} not null and reads every row while nobody else can`
    const form = notNullCheck(action.column.name)
    const isProven = context
      .about(table)
      .some(
        (other) =>
          other.at < at &&
          other.facts.kind === 'alter-table' &&
          other.facts.actions.some(
            (each) => each.kind === 'add-constraint' && form.test(each.constraint.expression ?? ''),
          ),
      )
    if (isProven) continue
    yield {
      at,
      message,
      confirm: (data) =>
        data.table(table)?.checks.some(({ expression, isValid }) => isValid && form.test(expression))
          ? undefined
          : message,
    }
  }
}

function* builtUnderLock(context: LintContext): Iterable<Hazard> {
  for (const { at, table, constraint } of added(context)) {
    const isKey = constraint.kind === 'unique' || constraint.kind === 'primary-key'
    if ((isKey && !constraint.usingIndex) || constraint.kind === 'exclude')
      yield {
        at,
        message: `builds the index of a constraint of ${table.written}, and nobody reads or writes it meanwhile`,
      }
  }
}

function* withoutIndex({ statements, actions, made: madeBy, about }: LintContext): Iterable<Hazard> {
  const keys = [
    ...statements.flatMap((facts, at) =>
      facts.kind === 'create-table'
        ? [
            ...facts.columns.flatMap((each) =>
              each.references ? [{ at, table: facts.table, columns: [each.column] }] : [],
            ),
            ...facts.constraints.flatMap(({ kind, columns }) =>
              kind === 'foreign-key' ? [{ at, table: facts.table, columns }] : [],
            ),
          ]
        : [],
    ),
    ...actions.flatMap(({ at, table, action }) => {
      if (action.kind === 'add-column' && action.column.references)
        return [{ at, table, columns: [action.column.column] }]
      return action.kind === 'add-constraint' && action.constraint.kind === 'foreign-key'
        ? [{ at, table, columns: action.constraint.columns }]
        : []
    }),
  ]
  for (const { at, table, columns } of keys) {
    const first = columns[0]
    if (first === undefined) continue
    const made = madeBy(table)
    const isIndexed = about(table).some(
      ({ facts }) => facts.kind === 'create-index' && facts.columns[0]?.key === first.key,
    )
    const isKey =
      made !== undefined &&
      (made.columns.some(
        ({ column, primaryKey, unique }) => column.key === first.key && (primaryKey || unique),
      ) ||
        made.constraints.some(
          ({ kind, columns }) =>
            (kind === 'primary-key' || kind === 'unique') && columns[0]?.key === first.key,
        ))
    if (isIndexed || isKey) continue
    const message = `no index begins with ${table.written}.${first.written}, which refers to another table`
    yield {
      at,
      message,
      ...(made === undefined
        ? {
            confirm: (data) =>
              [
                ...(data.table(table)?.indexes ?? []).map(({ keys }) => keys[0]?.column),
                ...(data.table(table)?.uniques ?? []).map(({ columns }) => columns[0]),
                data.table(table)?.primaryKey[0],
              ].includes(first.name)
                ? undefined
                : message,
          }
        : {}),
    }
  }
}

function* domains({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    const { text } = facts.statement
    if (facts.kind === 'create' && facts.object === 'domain' && /\bcheck\b/i.test(text))
      yield {
        at,
        message:
          'makes a domain with a check, which cannot be changed without reading every table that has it',
      }
    if (
      facts.kind === 'alter' &&
      facts.object === 'domain' &&
      /^add\b/.test(facts.words) &&
      !facts.words.endsWith('not valid')
    )
      yield { at, message: 'adds a constraint to a domain and reads every table that has it' }
  }
}

export const constraints: readonly HazardRule[] = [
  {
    id: 'PG06',
    title: 'adds a reference and blocks writers while every row is looked up',
    level: 'warn',
    remedy: 'Add it NOT VALID, and VALIDATE it in the next migration; addReference() does.',
    check: references,
  },
  {
    id: 'PG07',
    title: 'adds a check and blocks everybody while every row is read',
    level: 'warn',
    remedy: 'Add it NOT VALID, and VALIDATE it in the next migration; addCheck() does.',
    check: checks,
  },
  {
    id: 'PG08',
    title: 'validates a constraint while it still holds the lock that adding it took',
    level: 'warn',
    remedy: 'VALIDATE it in the next migration.',
    check: validated,
  },
  {
    id: 'PG09',
    title: 'forbids nulls and blocks everybody while every row is read',
    level: 'warn',
    remedy:
      'Add a check that the column is not null NOT VALID, VALIDATE it in the next migration, then set NOT NULL; setNotNull() does.',
    asks: 'schema',
    check: scannedForNulls,
  },
  {
    id: 'PG12',
    title: 'adds a unique, primary or exclusion constraint and blocks everybody while its index is built',
    level: 'warn',
    remedy: 'Build a unique index CONCURRENTLY first, and add the constraint USING INDEX; addUnique() does.',
    check: builtUnderLock,
  },
  {
    id: 'PG20',
    title: 'leaves a reference without an index, so that each delete of a parent reads the whole child',
    level: 'warn',
    remedy: 'Make an index that begins with the column.',
    asks: 'schema',
    check: withoutIndex,
  },
  {
    id: 'PG23',
    title: 'puts a constraint on a domain, which every table of it has to be read for',
    level: 'warn',
    remedy: 'Put a check on the column, NOT VALID first.',
    check: domains,
  },
]
