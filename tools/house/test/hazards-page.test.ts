import { readFileSync } from 'node:fs'
import { rulesOf, type Backend, type HazardRule, type SqlBackend } from '@holdfast/core'
import { duckdb } from '@holdfast/duckdb'
import { postgres } from '@holdfast/postgres'
import { sqlite } from '@holdfast/sqlite'
import { describe, expect, test } from 'vitest'
import { hazardsPage } from './hazards-page.ts'
import { inCheckout } from './source-files.ts'

const rules = (backend: Backend): readonly HazardRule[] => rulesOf((backend as SqlBackend).definition.dialect)

const [first, ...others] = [sqlite(':memory:'), postgres('postgres://localhost/app'), duckdb(':memory:')].map(
  rules,
) as [readonly HazardRule[], ...(readonly HazardRule[])[]]
const shared = first.filter((rule) => others.every((list) => list.includes(rule)))
const own = (list: readonly HazardRule[]): readonly HazardRule[] =>
  list.filter((rule) => !shared.includes(rule))

const groups = [
  { title: 'On every engine', rules: shared },
  { title: 'SQLite', rules: own(first) },
  { title: 'PostgreSQL', rules: own(others[0] ?? []) },
  { title: 'DuckDB', rules: own(others[1] ?? []) },
]

describe('docs/hazards.md', () => {
  test('is what the rules say (vitest -u writes it)', async () => {
    await expect(hazardsPage(groups)).toMatchFileSnapshot(inCheckout('docs/hazards.md'))
  })

  test('has a line for each rule', () => {
    const page = readFileSync(inCheckout('docs/hazards.md'), 'utf8')
    const all = groups.flatMap((group) => group.rules)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const { id } of all) expect(page).toContain(`</a>${id} |`)
  })
})
