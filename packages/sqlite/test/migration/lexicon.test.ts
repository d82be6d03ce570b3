import Native from 'better-sqlite3'
import { statementEndTests } from '@holdfast/conformance/migrations'
import { splitStatements } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { lexicon } from '../../src/migration/lexicon.ts'

const database = new Native(':memory:')
database.exec('create table t (a, b); create table "begin" (a)')

/** How many statements the engine finds: none, one, or more. */
const asked = (text: string): string => {
  try {
    database.prepare(text)
    return 'one'
  } catch (error) {
    const { message } = error as Error
    if (message === 'The supplied SQL string contains no statements') return 'none'
    if (message === 'The supplied SQL string contains more than one statement') return 'several'
    throw error
  }
}

const read = (text: string): string => ['none', 'one'][splitStatements(text, lexicon).length] ?? 'several'

const fragments = [
  "select 'a;''b;'",
  "select 'a\\'",
  'select 1 as "a;""b"',
  'select 1 as `a;``b`',
  'select 1 as [a;"`\']',
  'select 1 as a$b',
  'select $a$',
  'select /* ; /* */ 1',
  'select 1 -- ; \r ; \n + 1',
  'select 1--2\n+1',
  "select x'ab'",
  'select\f1',
  'select \v1',
  "select '{}' -> 'a'",
  'explain query plan select 1',
  'create trigger x after insert on t begin select case when 1 then 2 end; select 3; end',
  "create temp trigger begin after insert on t when new.a = case 1 when 1 then 2 end begin insert into t (a) values ('end;'); end",
  'create trigger x after insert on begin begin select 1; end',
  'create trigger x after insert on t begin select 1 as end; end',
  'create trigger x after insert on t begin select 1; /* end; */ -- end;\n end',
  'create trigger x after insert on t for each row when begin begin select 1; end',
  'explain create trigger x after insert on t begin select 1; end',
  'create temporary trigger if not exists "end" after update of a, b on t begin update t set a = 1; delete from t; end',
]

statementEndTests({
  engine: 'SQLite',
  lexicon,
  fragments,
  others: fragments,
  count: (text) => ['none', 'one', 'several'].indexOf(asked(text)),
})

describe('splitStatements() finds as many statements as SQLite:', () => {
  test.each([
    '',
    ';;',
    '-- a;',
    '-- a\rselect 1; select 2',
    '/* ; */',
    '\uFEFF',
    ' \t\n\f\r',
    '/* /* */ select 1; select 2 */',
    'select 1; -- ;',
    '; select 1',
  ])('%j', (text) => {
    // The engine takes the byte order mark for white space; it is gone before statements are read.
    expect(read(text.replace('\uFEFF', ''))).toBe(asked(text))
  })
})

test('a no-break space is a part of a word in SQLite, so nothing hides a commit', () => {
  expect(() => database.prepare('\u00A0commit')).toThrow(/syntax error/)
  expect(splitStatements('\u00A0commit', lexicon)[0]?.words).toBe('\u00A0commit')
})
