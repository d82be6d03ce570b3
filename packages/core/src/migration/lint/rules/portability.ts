import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'
import type { ColumnName, StatementFacts } from '../../../contracts/statement-facts.ts'

/** What the strictest engine keeps of a name. Bytes. */
const longest = 63

/** Words that are reserved on one engine at least, and are tempting names. */
const reserved = new Set(
  `all analyze and any array as asc between both case cast check collate column constraint create cross current_date current_time
   current_timestamp current_user default deferrable delete desc distinct drop else end except exists fetch for foreign from full grant group
   having in index inner insert intersect into is isnull join lateral leading left like limit localtime natural not notnull null offset on
   only or order outer over overlaps pivot placing primary qualify references returning right select session_user set some summarize
   symmetric table then to trailing transaction trigger union unique unpivot update user using values variadic verbose when where window
   with`.split(/\s+/),
)

/** The names that a statement gives. */
const given = (facts: StatementFacts): readonly ColumnName[] => {
  switch (facts.kind) {
    case 'create-table':
      return [facts.table, ...facts.columns.map(({ column }) => column)]
    case 'create-index':
      return facts.index === undefined ? [] : [facts.index]
    case 'create':
      return facts.name === undefined ? [] : [facts.name]
    case 'alter-table':
      return facts.actions.flatMap((action) => {
        if (action.kind === 'add-column') return [action.column.column]
        return action.kind === 'rename-table' || action.kind === 'rename-column' ? [action.to] : []
      })
    default:
      return []
  }
}

function* names({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    for (const { written, name } of given(facts)) {
      if (Buffer.byteLength(name) > longest)
        yield { at, message: `the name ${written} is longer than ${longest} bytes` }
      if (reserved.has(name.toLowerCase())) yield { at, message: `the name ${written} is a reserved word` }
      if (/[A-Z]/.test(written))
        yield {
          at,
          message: `the name ${written} has capital letters, which some engines fold and others keep`,
        }
    }
  }
}

const ownForms: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:pragma|attach|vacuum|reindex|cluster|install|load|copy|truncate|merge|refresh|listen|notify)\b/,
    'the statement',
  ],
  [
    /^create (?:or replace )?(?:temp |temporary )?(?:trigger|function|procedure|macro|type|extension|domain|policy|rule|virtual)\b/,
    'what it makes',
  ],
  [/^create materialized view\b/, 'what it makes'],
  [/^create (?:or replace )table\b/, 'OR REPLACE'],
  [/^(?:insert or|replace into)\b/, 'the conflict clause'],
  [/\bautoincrement\b/i, 'AUTOINCREMENT'],
  [/\b(?:big|small)?serial\b/i, 'SERIAL'],
  [/\bwithout\s+rowid\b/i, 'WITHOUT ROWID'],
  [/\)\s*strict\b/i, 'STRICT'],
  [/\bconcurrently\b/i, 'CONCURRENTLY'],
  [/\bnot\s+valid\b/i, 'NOT VALID'],
  [/\$(?:[a-z_]\w*)?\$/i, 'the dollar quotes'],
  [/[\w)\]']\s*::\s*\w/, 'the cast with ::'],
]

function* ownDialect({ statements, portable }: LintContext): Iterable<Hazard> {
  if (!portable) return
  for (const [at, { statement, kind }] of statements.entries()) {
    // What is in quotes is a value or a name, and may say anything.
    const bare = statement.text.slice(0, 100_000).replaceAll(/'[^']*'|"[^"]*"/g, "''")
    const found = ownForms.find(
      ([form]) => form.test(statement.words) || (kind !== 'unknown' && form.test(bare)),
    )
    if (found !== undefined) yield { at, message: `not every engine takes ${found[1]}` }
  }
}

export const portability: readonly HazardRule[] = [
  {
    id: 'NM01',
    title: 'gives a name that means something else, or nothing, on another engine',
    level: 'warn',
    remedy: 'Take lower case, at most 63 bytes, and no word of SQL.',
    check: names,
  },
  {
    id: 'PT01',
    title: 'is meant for every engine, and one of them alone takes it',
    level: 'warn',
    remedy: 'Give the other engines a file of their own, 001_name.<backend>.sql, or use the verbs.',
    check: ownDialect,
  },
]
