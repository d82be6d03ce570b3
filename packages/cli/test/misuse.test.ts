import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { holdfast } from './command.ts'
import { project } from './project.ts'

const secret = 'postgres://me:pa55:w/rd@nowhere.invalid/app'

describe('what cannot be meant ends with 2 and opens nothing', () => {
  test.each([
    ['an unknown command', ['statsu'], 'did you mean `status`?'],
    ['an unknown option', ['status', '--bogus'], 'No flag registered for --bogus'],
    ['an option without its value', ['up', '--to'], 'Expected input for flag --to'],
    ['a version that is none', ['up', '--to', '-1'], 'expected the number of a migration'],
    ['a version with an exponent', ['up', '--to', '1e3'], 'expected the number of a migration'],
    ['a version beyond exactness', ['up', '--to', '9007199254740993'], 'expected the number of a migration'],
    ['a wait that is none', ['up', '--when-locked', 'soon'], 'expected milliseconds'],
    ['one word too many', ['status', 'now'], 'Too many arguments'],
    ['down without an end', ['down'], 'Expected input for flag --to'],
    ['repair of nothing', ['repair'], 'Expected input for flag --accept-checksum'],
    ['an empty name', ['new', ' ../. '], 'its name needs a letter or a digit'],
    ['a module with a second file', ['new', 'x', '--kind', 'js', '--down'], 'a module exports its own down'],
    ['a URL without a scheme', ['status', '--url', 'app.db'], 'the URL needs a scheme'],
    ['a URL of no file', ['status', '--url', 'sqlite:'], 'Expected a file name'],
  ])('%s', async (_, words, said) => {
    const app = project()
    const { code, out, error } = await holdfast(app, words)
    expect({ code, out }).toStrictEqual({ code: 2, out: '' })
    expect(error).toContain(said)
    expect(error).not.toContain('    at ')
    expect(statSync(join(app.folder, 'app.db')).size).toBe(0)
  })

  test('no URL at all', async () => {
    const { code, error } = await holdfast(project(), ['status'], { env: { HOLDFAST_URL: '' } })
    expect(code).toBe(2)
    expect(error).toBe(
      'error: Cannot open the database: which one? Give --url, or set HOLDFAST_URL or DATABASE_URL\n',
    )
  })
})

test('DATABASE_URL serves where HOLDFAST_URL is not set, and --url comes before both', async () => {
  const app = project({ '001_a.sql': 'create table a (id bigint)' })
  const env = { HOLDFAST_URL: '', DATABASE_URL: 'sqlite:other.db' }
  expect((await holdfast(app, ['up'], { env })).code).toBe(0)
  expect((await holdfast(app, ['up', '--url', 'sqlite:third.db'], { env })).code).toBe(0)
  expect(
    readdirSync(app.folder)
      .filter((file) => file.endsWith('.db'))
      .toSorted(),
  ).toStrictEqual(['app.db', 'other.db', 'third.db'])
})

test.each([
  ['twice', ['status', '--url', secret, '--url', secret]],
  ['in the place of a command', [secret]],
  ['to a server that is not there', ['status', '--url', secret.replace('w/rd', 'word'), '--verbose']],
  ['in the words of another tool', ['status', `password='pa55 word' sslpassword=pa55`]],
  ['as a parameter', ['status', `${secret.replace('me:pa55:w/rd@', '')}?password=pa55:word&bogus=1`]],
])('the password of a URL that is given %s is never shown', async (_, words) => {
  const { code, out, error } = await holdfast(project({}, ['core', 'postgres']), words)
  expect(code).not.toBe(0)
  expect(out + error).not.toContain('pa55')
})

test.each(['\u202Egnp.exe', '\u2066x'])(
  'a name that turns the direction of writing is shown as it is',
  async (name) => {
    const { error } = await holdfast(project(), ['generate', 'x', '--tables', name])
    expect(error).not.toContain(name)
    expect(error).toContain(String.raw`\u{20`)
  },
)

test.each([
  ['a number that is too small', ['up', '--attempts', '0'], 'attempts must be a whole number from 1'],
  ['two ways to copy', ['backup', '--to', 'x', '--list', 'y'], 'Cannot copy'],
])('%s is found out with the database open, and ends with 2 too', async (_, words, said) => {
  const { code, out, error } = await holdfast(project(), words)
  expect({ code, out }).toStrictEqual({ code: 2, out: '' })
  expect(error).toContain(said)
})

test('a long name is not cut within a letter', async () => {
  const app = project()
  const { code } = await holdfast(app, ['new', `x${'𝔘'.repeat(60)}`])
  expect(code).toBe(0)
  expect(readdirSync(join(app.folder, 'migrations')).join('')).not.toContain('\uFFFD')
})

test('what a module of the project prints does not come between the data of --json', async () => {
  const chatty = `import { run } from '@holdfast/core/migration'
console.log('loaded')
export const up = [run('chat', async () => console.table([{ said: 1 }]))]`
  const { code, out, error } = await holdfast(project({ '001_a.js': chatty }), ['up', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ outcome: 'applied' })
  expect(error).toContain('loaded')
  expect(error).toContain('said')
})

test('a step of code without a title is refused by name, and plan() tells', async () => {
  const untitled = `import { run } from '@holdfast/core/migration'
export const up = [run(async () => {})]`
  const { code, error } = await holdfast(project({ '001_a.js': untitled }), ['plan'])
  expect(code).not.toBe(0)
  expect(error).toContain('run() takes a title')
})

test('an error shows its cause with --verbose alone', async () => {
  const app = project({ '001_a.sql': 'insert into nowhere values (1)' })
  expect((await holdfast(app, ['up'])).error).not.toContain('caused by')
  expect((await holdfast(app, ['up', '--verbose'])).error).toContain('caused by: HoldfastError')
})

test('an error is data too with --json', async () => {
  const { code, out } = await holdfast(project(), ['status', '--json', '--dir', 'nowhere'])
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'not-found', retryable: false } })
})

test('names that would steer the terminal are shown and not obeyed', async () => {
  const app = project({ '001_a\u001b[31mred.sql': 'create table a (id bigint)' })
  const { out } = await holdfast(app, ['status'])
  expect(out).toContain(String.raw`a\x1b[31mred`)
  expect(out).not.toContain('\u001b')
})

test('a backend that the project has not installed is named with what to install', async () => {
  const { code, error } = await holdfast(project({}, ['core']), ['status', '--url', 'acme:x'])
  expect(code).toBe(1)
  expect(error).toContain('run npm install @holdfast/acme')
})

test('the backend is the one of the project in whose folder the command runs', async () => {
  const app = project({}, ['core'])
  app.write({
    'node_modules/@holdfast/acme/package.json':
      '{ "name": "@holdfast/acme", "type": "module", "exports": "./index.js" }',
    'node_modules/@holdfast/acme/index.js':
      "export const fromUrl = () => { throw new TypeError('acme of this project') }",
  })
  const { code, error } = await holdfast(app, ['status', '--url', 'acme:x'])
  expect({ code, error }).toStrictEqual({ code: 2, error: 'error: acme of this project\n' })
})
