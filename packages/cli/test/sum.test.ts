import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdfast } from './command.ts'
import { project } from './project.ts'

const files = {
  '001_a.sql': 'create table a (id bigint);\n',
  '001_a.down.sql': 'drop table a;\n',
  'R__view.sql': 'drop view if exists v;\ncreate view v as select 1 as one;\n',
}

test('sum writes the hashes of the folder, and every command refuses one that is not what they say', async () => {
  const app = project(files)
  expect((await holdfast(app, ['sum', '--check'])).code).toBe(2)
  expect(await holdfast(app, ['sum'])).toStrictEqual({ code: 0, out: 'migrations/holdfast.sum\n', error: '' })
  const kept = join(app.folder, 'migrations/holdfast.sum')
  expect(readFileSync(kept, 'utf8')).toMatch(
    /^[0-9a-f]{64} {2}holdfast\.sum 1\n[0-9a-f]{64} {2}001_a\.down\.sql\n[0-9a-f]{64} {2}001_a\.sql\n[0-9a-f]{64} {2}R__view\.sql\n$/,
  )
  expect((await holdfast(app, ['up'])).code).toBe(0)
  writeFileSync(join(app.folder, 'migrations/001_a.sql'), '\uFEFFcreate table a (id bigint);\r\n')
  expect((await holdfast(app, ['sum', '--check'])).code).toBe(0)
  app.write({
    'migrations/002_b.sql': 'create table b (id bigint);\n',
    'migrations/001_a.down.sql': 'select 1;\n',
  })
  for (const words of [['up'], ['status'], ['sum', '--check'], ['new', 'c']]) {
    const { code, error } = await holdfast(app, words)
    expect({ words, code }).toStrictEqual({ words, code: 4 })
    expect(error).toContain('001_a.down.sql was edited, 002_b.sql was added')
    expect(error).toContain('write it anew with "holdfast sum"')
  }
  expect((await holdfast(app, ['sum'])).code).toBe(0)
  expect((await holdfast(app, ['up'])).code).toBe(0)
})

test('new keeps the hashes where they are kept, and a conflict of a merge is named', async () => {
  const app = project(files)
  await holdfast(app, ['sum'])
  expect((await holdfast(app, ['new', 'b', '--down'])).code).toBe(0)
  expect((await holdfast(app, ['new', 'views', '--repeatable'])).out).toBe('migrations/R__views.sql\n')
  expect((await holdfast(app, ['sum', '--check'])).code).toBe(0)
  const kept = join(app.folder, 'migrations/holdfast.sum')
  writeFileSync(kept, `<<<<<<< ours\n${readFileSync(kept, 'utf8')}=======\n>>>>>>> theirs\n`)
  expect((await holdfast(app, ['plan'])).error).toContain('it holds a conflict of a merge')
})

test('status and up show a repeatable text without a number, behind the others', async () => {
  const app = project(files)
  expect((await holdfast(app, ['up'])).out).toMatch(/applied +1 +a .*\napplied +R +view /)
  expect((await holdfast(app, ['status'])).out).toMatch(
    /^1 +a +applied .*\nR +view +applied [\s\S]*1 applied, 0 pending, 1 repeatable/m,
  )
  app.write({ 'migrations/R__view.sql': 'drop view if exists v;\ncreate view v as select 2 as two;\n' })
  const { code, out } = await holdfast(app, ['status', '--check'])
  expect(code).toBe(3)
  expect(out).toMatch(/^R +view +pending/m)
  expect((await holdfast(app, ['plan'])).out).toContain('R view')
  expect((await holdfast(app, ['new', 'x', '--repeatable', '--down'])).code).toBe(2)
})
