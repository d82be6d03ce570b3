import { describe, expect, test } from 'vitest'
import type { Lexicon } from '../../src/index.ts'
import { normalise } from '../../src/migration/text/normalise.ts'
import { splitStatements } from '../../src/migration/text/split-statements.ts'
import { plain, rich } from './lexicons.ts'

const texts = (text: string, lexicon: Lexicon): readonly string[] =>
  splitStatements(normalise(text), lexicon).map((statement) => statement.text)

describe('splitStatements() ends a statement only where the engine does:', () => {
  test.each<readonly [string, Lexicon, string, readonly string[]]>([
    ['nothing', plain, '', []],
    ['comments alone', plain, '-- a;\n/* b; */\n', []],
    ['lone semicolons', plain, ';;select 1;;', ['select 1']],
    ['no last semicolon', plain, 'select 1;\nselect 2', ['select 1', 'select 2']],
    ['a comment behind the last semicolon', plain, 'select 1; -- done', ['select 1']],
    [
      'a comment within',
      plain,
      'select /* ; */ 1 -- ;\n + 2; select 3',
      ['select /* ; */ 1 -- ;\n + 2', 'select 3'],
    ],
    ['a string', plain, "select 'a;''b;'; select 2", ["select 'a;''b;'", 'select 2']],
    ['a backslash', plain, "select 'a\\'; select 2", ["select 'a\\'", 'select 2']],
    [
      'quoted names',
      plain,
      'select 1 "a;""b", 2 `c;``d`, 3 [e;"]; select 4',
      ['select 1 "a;""b", 2 `c;``d`, 3 [e;"]', 'select 4'],
    ],
    ['no dollar quote', plain, 'select $$a; select 2', ['select $$a', 'select 2']],
    ['an array', rich, 'select a[1]; select 2', ['select a[1]', 'select 2']],
    ['no nested comment', plain, '/* /* */ select 1; -- */', ['select 1']],
    ['nested comments', rich, '/* /* ; */ ; */ select 1', ['select 1']],
    ['a lone return', rich, '-- a\rselect 1; select 2', ['select 1', 'select 2']],
    ['a lone return that ends nothing', plain, '-- a\rselect 1; select 2', []],
    ['line ends of two characters', plain, 'select 1;\r\nselect\r\n2;\r\n', ['select 1', 'select\n2']],
    ['a byte order mark', plain, '\uFEFFselect 1', ['select 1']],
    ['an escape string', rich, "select E'a\\';b'; select e'\\\\'", ["select E'a\\';b'", "select e'\\\\'"]],
    [
      'an escape string on two lines',
      rich,
      "select E'a' -- ;\n 'b\\';c'; select 2",
      ["select E'a' -- ;\n 'b\\';c'", 'select 2'],
    ],
    ['a word that ends with e', rich, "select date'a\\'; select 2", ["select date'a\\'", 'select 2']],
    [
      'dollar quotes',
      rich,
      'do $$a;b$$; do $x$ $$; $y$ ; $x$; select 1',
      ['do $$a;b$$', 'do $x$ $$; $y$ ; $x$', 'select 1'],
    ],
    ['a dollar within a name', rich, 'select a$b$; select c$b$', ['select a$b$', 'select c$b$']],
    ['a place for a value', rich, 'select $1; select $2', ['select $1', 'select $2']],
    ['other white space', rich, 'select 1;\u00A0select\u00A02', ['select 1', 'select\u00A02']],
    [
      'the body of a trigger',
      plain,
      'create temp trigger t after insert on a begin select case when 1 then 2 end; select 3; end; select 4',
      [
        'create temp trigger t after insert on a begin select case when 1 then 2 end; select 3; end',
        'select 4',
      ],
    ],
    [
      'the body of a trigger, its end behind a comment',
      plain,
      'CREATE TRIGGER "end" AFTER INSERT ON a BEGIN SELECT 1; /* ; end; */ -- end\nEND; select 4',
      ['CREATE TRIGGER "end" AFTER INSERT ON a BEGIN SELECT 1; /* ; end; */ -- end\nEND', 'select 4'],
    ],
    [
      'a table called trigger',
      plain,
      'create table trigger (a); select 1',
      ['create table trigger (a)', 'select 1'],
    ],
    [
      'the body of a function',
      rich,
      'create or replace function f(begin int) returns int begin atomic select case atomic when 1 then atomic end; select 2; end; select 3',
      [
        'create or replace function f(begin int) returns int begin atomic select case atomic when 1 then atomic end; select 2; end',
        'select 3',
      ],
    ],
    [
      'an empty body',
      rich,
      'create function f() returns void begin atomic end; select 3',
      ['create function f() returns void begin atomic end', 'select 3'],
    ],
    [
      'a function of text',
      rich,
      "create function f() returns int as 'a;b'; select 3",
      ["create function f() returns int as 'a;b'", 'select 3'],
    ],
    [
      'a rule of two',
      rich,
      'create rule r as on insert to t do (select 1; select 2); select 3',
      ['create rule r as on insert to t do (select 1; select 2)', 'select 3'],
    ],
  ])('%s', (_, lexicon, text, expected) => {
    expect(texts(text, lexicon)).toEqual(expected)
  })
})

test('splitStatements() says in which line each statement begins, and with which words', () => {
  const text =
    '-- one\n\ncreate table a (\n  b text\n);\n/* two\n */ ALTER TABLE "a" ADD b; insert\ninto a select 1'
  expect(splitStatements(text, plain).map(({ line, words }) => [line, words])).toEqual([
    [3, 'create table a'],
    [7, 'alter table'],
    [7, 'insert into a select'],
  ])
})

describe('splitStatements() refuses, with file, line and remedy,', () => {
  test.each<readonly [string, Lexicon, string, RegExp]>([
    [
      'a string without end',
      plain,
      "select 1;\nselect 'a;\nb",
      /^Cannot read 1\.sql: line 2: a string .* never closed; close it with '$/,
    ],
    ['an escape string without end', rich, "\nselect E'a\\'", /line 2: a string .* never closed/],
    ['a name without end', plain, 'select [a', /line 1: a quoted name .* close it with \]$/],
    [
      'a dollar quote without end',
      rich,
      'select $a$ b $$',
      /line 1: a string that begins here with \$a\$ .* close it with \$a\$$/,
    ],
    ['a comment without end', rich, '\n/* /* */', /line 2: a comment .* close it with \*\/$/],
    [
      'a trigger without end',
      plain,
      'select 1;\ncreate trigger t after insert on a begin select 1;',
      /line 2: the body .* close it with END/,
    ],
    ['NUL', plain, 'select 1;\n\0', /line 2: it holds a NUL character/],
    ['a backslash command', rich, 'select 1;\n\\d users', /line 2: a command of a client/],
    ['a dot command', plain, 'select 1;\n.read other.sql', /line 2: \.read is a command of a client/],
    ['DELIMITER', plain, 'delimiter //\nselect 1//', /line 1: DELIMITER is a command/],
    ['rows behind COPY', rich, "\ncopy t from stdin;\n1\t'\n\\.", /line 2: COPY … FROM stdin/],
  ])('%s', (_, lexicon, text, message) => {
    expect(() => splitStatements(text, lexicon, { file: '1.sql' })).toThrow(
      expect.objectContaining({ code: 'migration', message: expect.stringMatching(message) }),
    )
  })
})

test('splitStatements() reads ten megabytes of a hundred thousand statements in the time of a start', () => {
  const one =
    "insert into things (id, name, note) values (1, 'it''s a name', 'some text that is as long as that') -- and so\n;"
  const text = one.repeat(100_000)
  const before = performance.now()
  expect(splitStatements(text, rich)).toHaveLength(100_000)
  expect(performance.now() - before).toBeLessThan(5_000)
})

describe('splitStatements() takes time in proportion to', () => {
  const long = 2_000_000
  test.each<readonly [string, Lexicon, string]>([
    ['opened parentheses', rich, `create rule r as ${'('.repeat(long)}`],
    ['dollars', rich, `select ${'$ '.repeat(long)}`],
    ['quotes', plain, `select ${"''".repeat(long)}`],
    ['comments', rich, '-- a\n'.repeat(long / 4)],
    ['nested comments', rich, `${'/*'.repeat(long / 2)}${'*/'.repeat(long / 2)}`],
    ['white space behind an escape string', rich, `select E'a'${' \n'.repeat(long)}`],
    ['comments that ask for something', plain, `-- accept: ${' '.repeat(long)}DL02 x\n`],
    ['statements without text', plain, ';'.repeat(long)],
    ['ends in a trigger', plain, `create trigger t begin ${'end '.repeat(long / 4)};end`],
  ])('%s', (_, lexicon, text) => {
    const before = performance.now()
    expect(splitStatements(text, lexicon, { onLineComment: () => undefined }).length).toBeLessThan(2)
    expect(performance.now() - before).toBeLessThan(5_000)
  })
})
