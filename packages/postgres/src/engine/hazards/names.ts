import type { Hazard, HazardRule, LintContext, ObjectName } from '@holdfast/core'

function* unqualified({ statements }: LintContext): Iterable<Hazard> {
  const named = statements.flatMap((facts, at): { at: number; name: ObjectName }[] => {
    if (facts.kind === 'create-table' || facts.kind === 'alter-table' || facts.kind === 'create-index')
      return [{ at, name: facts.table }]
    return facts.kind === 'drop' && facts.object === 'table' ? facts.names.map((name) => ({ at, name })) : []
  })
  const isMixed = named.some(({ name }) => name.schema !== undefined)
  const moved = statements.findIndex((facts) => facts.kind === 'set' && facts.name === 'search_path')
  const first = named.find(
    ({ at, name }) => name.schema === undefined && (isMixed || (moved !== -1 && at > moved)),
  )
  if (first !== undefined)
    yield {
      at: first.at,
      message: `${first.name.written} has no schema, where others have one or the search path was set`,
    }
}

function* scattered({ statements, same }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    const before = statements[at - 1]
    if (facts.kind !== 'alter-table' || before?.kind !== 'alter-table' || !same(facts.table, before.table))
      continue
    const isAlone = [...facts.actions, ...before.actions].some(({ kind }) =>
      /^(?:rename|set-schema|attach|detach|validate)/.test(kind),
    )
    if (!isAlone)
      yield { at, message: `alters ${facts.table.written} once more, which the statement before could do` }
  }
}

function* rights({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'grant') yield { at, message: 'changes who may do what' }
    if (facts.kind === 'alter' && facts.object === 'extension' && facts.words.startsWith('update'))
      yield { at, message: `updates the extension ${facts.name?.written}` }
  }
}

export const names: readonly HazardRule[] = [
  {
    id: 'PG25',
    title: 'leaves open in which schema a table is',
    level: 'warn',
    remedy: 'Write the schema with every name, or with none.',
    check: unqualified,
  },
  {
    id: 'PG26',
    title: 'locks and reads a table several times where once would do',
    level: 'warn',
    remedy: 'Write the actions into one ALTER TABLE, with commas.',
    check: scattered,
  },
  {
    id: 'PG29',
    title: 'changes rights or extensions, which no rehearsal shows',
    level: 'warn',
    remedy: 'Let somebody look at it who knows the roles.',
    check: rights,
  },
]
