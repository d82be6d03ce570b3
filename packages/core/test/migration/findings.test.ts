import { describe, expect, test } from 'vitest'
import { lintText, refusals, rulesOf, toMarkdown, toSarif, type Finding } from '../../src/index.ts'
import { rich } from './lexicons.ts'

const dialect = { lexicon: rich, hazards: [] }
const lint = (text: string, accept?: Readonly<Record<string, string>>): Promise<readonly Finding[]> =>
  lintText(text, dialect, { file: 'migrations/001 a|b.sql', ...(accept === undefined ? {} : { accept }) })

const text = '-- accept: DL04 the table is a cache\nselect 1;\n\ntruncate seen;\ndrop schema old'

test('lintText() says what, where, why and what to do instead, and the reason why it is accepted', async () => {
  expect(await lint(text)).toEqual([
    {
      rule: 'DL04',
      level: 'refuse',
      file: 'migrations/001 a|b.sql',
      line: 4,
      statement: 'truncate seen',
      message: 'empties seen',
      remedy: expect.stringMatching(/WHERE/),
      accepted: 'the table is a cache',
    },
    {
      rule: 'DL03',
      level: 'refuse',
      file: 'migrations/001 a|b.sql',
      line: 5,
      statement: 'drop schema old',
      message: 'drops the schema old',
      remedy: expect.any(String),
    },
  ])
})

test('refusals() leaves what is accepted, warned of and not judged', async () => {
  expect(refusals(await lint(text)).map(({ rule }) => rule)).toEqual(['DL03'])
  expect(refusals(await lint(text, { DL03: 'it is empty' }))).toEqual([])
  expect(refusals(await lint('drop table a; alter table b rename to c'))).toEqual([])
})

test('an acceptance of no rule is refused, and one of nothing is warned of', async () => {
  const findings = await lint('-- accept: XX99 because\n-- accept: DL04 no longer\nselect 1')
  expect(findings.map(({ rule, level, line }) => [rule, level, line])).toEqual([
    ['AC01', 'refuse', 1],
    ['AC02', 'warn', 2],
  ])
})

test('a statement is shown by its first words', async () => {
  const [finding] = await lint(`delete\n  from ${'x'.repeat(200)}`)
  expect(finding?.statement).toMatch(/^delete from x{107}…$/)
})

describe('toMarkdown()', () => {
  test('gives a row for each finding', async () => {
    const lines = toMarkdown(await lint(text)).split('\n')
    expect(lines[0]).toBe('2 findings, 1 of them refused.')
    expect(lines[4]).toMatch(
      /^\| migrations\/001 a\\\|b\.sql:4 \| DL04 \| accepted: the table is a cache \| empties seen — `truncate seen` \| /,
    )
    expect(lines[5]).toContain('| **refused** |')
    expect(lines).toHaveLength(7)
  })

  test('shows what would be a tag or end a cell', () => {
    const finding: Finding = {
      rule: 'PT01',
      level: 'warn',
      file: 'a<b>.sql',
      line: 1,
      statement: String.raw`select 'a\|b', '<i>'`,
      message: String.raw`names "<x>" and c\|d`,
      remedy: 'Write 001_name.<backend>.sql.',
    }
    const row = toMarkdown([finding]).split('\n')[4]
    // An escaped pipe is one behind an odd number of backslashes.
    expect(row?.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(6)
    expect(row).toContain('001_name.&lt;backend>.sql')
    expect(row).toContain('names "&lt;x>"')
    expect(row).toContain("'<i>'`")
  })

  test('says that there is nothing', () => expect(toMarkdown([])).toBe('No hazards found.\n'))
})

test('toSarif() gives a log of SARIF 2.1.0, with what is accepted as suppressed', async () => {
  const rules = rulesOf(dialect)
  const findings = await lint(`${text};drop table b; begin;`)
  const log = toSarif(findings, rules)
  expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringMatching(/sarif-2\.1\.0/) })
  const [run] = log.runs
  expect(run?.tool.driver.rules).toHaveLength(rules.length)
  for (const rule of run?.tool.driver.rules ?? []) {
    expect(rule.id).toMatch(/^[A-Z]{2}\d\d$/)
    expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level)
  }
  expect(run?.results).toHaveLength(findings.length)
  for (const result of run?.results ?? []) {
    expect(run?.tool.driver.rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId)
    expect(result.message.text).not.toBe('')
    expect(result.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'migrations/001%20a%7Cb.sql' },
          region: { startLine: expect.any(Number) },
        },
      },
    ])
  }
  expect(run?.results.filter(({ suppressions }) => suppressions !== undefined)).toMatchObject([
    { ruleId: 'DL04', suppressions: [{ kind: 'inSource', justification: 'the table is a cache' }] },
  ])
  expect(run?.results.find(({ ruleId }) => ruleId === 'DL01')?.level).toBe('note')
})

test('toSarif() writes nothing that SARIF 2.1.0 does not know, and leaves out nothing that it requires', async () => {
  const log = toSarif(await lint(`${text};drop table b`), rulesOf(dialect))
  const keys = (value: object): readonly string[] => Object.keys(value).toSorted()
  expect(keys(log)).toEqual(['$schema', 'runs', 'version'])
  const [run] = log.runs
  if (run === undefined) throw new Error('there is no run')
  expect(keys(run)).toEqual(['columnKind', 'results', 'tool'])
  expect(keys(run.tool)).toEqual(['driver'])
  expect(keys(run.tool.driver)).toEqual(['informationUri', 'name', 'rules'])
  for (const rule of run.tool.driver.rules) {
    expect(keys(rule)).toEqual(['defaultConfiguration', 'help', 'helpUri', 'id', 'shortDescription'])
    expect(new URL(rule.helpUri).hash).toBe(`#${rule.id.toLowerCase()}`)
    for (const message of [rule.help, rule.shortDescription]) expect(message.text).toMatch(/\.$/)
  }
  const known = ['level', 'locations', 'message', 'ruleId', 'ruleIndex', 'suppressions']
  for (const result of run.results) {
    expect(known).toEqual(expect.arrayContaining([...keys(result)]))
    expect(['none', 'note', 'warning', 'error']).toContain(result.level)
    const [{ physicalLocation: place }] = result.locations as [(typeof result.locations)[number]]
    expect(place.region.startLine).toBeGreaterThanOrEqual(1)
    expect(new URL(place.artifactLocation.uri, 'file:///root/').pathname).toMatch(/^\/root\/./)
  }
})

test('every rule has an id of its own, and says what to do', () => {
  const rules = rulesOf(dialect)
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  for (const { id, title, remedy } of rules) {
    expect(id).toMatch(/^[A-Z]{2}\d\d$/)
    expect(title).not.toMatch(/\.$/)
    expect(remedy).toMatch(/^[A-Z].*\.$/)
  }
})
