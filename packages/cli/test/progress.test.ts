import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { MigrationProgress } from '@holdfast/core'
import { progressOn } from '../src/output/progress.ts'
import type { Outside } from '../src/outside.ts'
import { program } from './command.ts'
import { project } from './project.ts'

const outside = (stderr: Outside['stderr'], env: Outside['env'] = {}): Outside => ({
  stdout: stderr,
  stderr,
  stdin: process.stdin,
  env,
  cwd: '/',
  onInterrupt: () => () => undefined,
})

const drawn = (env: Outside['env'], columns: number, ...shown: readonly MigrationProgress[]): string => {
  let text = ''
  const progress = progressOn(outside({ isTTY: true, columns, write: (more) => (text += more) }, env))
  for (const one of shown) progress.show(one)
  progress.end()
  return text
}

const half: MigrationProgress = {
  phase: 'backfill',
  version: 7,
  name: 'shout',
  step: 'fill "users"',
  done: 1500,
  total: 3000,
}

test('on a terminal a bar is drawn over itself, and taken away at the end', () => {
  expect(drawn({}, 100, half)).toBe(
    '\r\u001b[2K████████████░░░░░░░░░░░░  50 %  1,500/3,000  backfill 7 shout · fill "users"\r\u001b[2K',
  )
})

test('a bar never wraps, and is not drawn more often than anybody can see', () => {
  const text = drawn({}, 40, half, half, half)
  const [, bar, ...rest] = text.split('\r\u001b[2K')
  expect(bar).toHaveLength(39)
  expect(rest).toStrictEqual([''])
})

test('without a total the bar says what is going on, and names that steer the terminal are shown', () => {
  expect(drawn({}, 80, { phase: 'lock', step: 'waits for \u001b[2Jhost', done: 0 })).toBe(
    '\r\u001b[2Klock · waits for \\x1b[2Jhost\r\u001b[2K',
  )
})

test.each([{ CI: 'true' }, { TERM: 'dumb' }])(
  'in %o there is a line for each migration in place of a bar',
  (env) => {
    expect(drawn(env, 80, half, half, { phase: 'apply', done: 3, total: 3 })).toBe('backfill: 7 shout\n')
  },
)

/** Runs the built command on a pseudo-terminal, which `script` of every Linux and macOS makes. */
const onTerminal = (
  folder: string,
  words: readonly string[],
  { env = {}, input = '' }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): string => {
  const command = [process.execPath, program, ...words]
  const quoted = command.map((word) => `'${word}'`).join(' ')
  const script =
    process.platform === 'darwin' ? ['-q', '/dev/null', ...command] : ['-qec', quoted, '/dev/null']
  const { stdout } = spawnSync('script', script, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOLDFAST_URL: 'sqlite:app.db', TERM: 'xterm', ...env },
    input,
    encoding: 'utf8',
  })
  return stdout
}

test('a real terminal gets a bar and colours, and neither with NO_COLOR and --no-color', () => {
  const { folder } = project({ '001_a.sql': 'create table a (id bigint)' })
  const shown = onTerminal(folder, ['up'])
  expect(shown).toContain('\r\u001b[2K░')
  expect(shown).toContain('\u001b[32mapplied\u001b[39m')
  // oxlint-disable-next-line no-control-regex -- that is how colours begin
  const colours = /\u001b\[\d+m/
  expect(onTerminal(folder, ['status'])).toMatch(colours)
  expect(onTerminal(folder, ['status'], { env: { NO_COLOR: '1' } })).not.toMatch(colours)
  expect(onTerminal(folder, ['status', '--no-color'])).not.toMatch(colours)
})

test('on a terminal down asks, and undoes only after a yes', () => {
  const { folder } = project({
    '001_a.up.sql': 'create table a (id bigint)',
    '001_a.down.sql': 'drop table a',
  })
  onTerminal(folder, ['up'])
  const down = ['down', '--to', '0', '--no-color']
  const refused = onTerminal(folder, down, { input: 'no\n' })
  expect(refused).toContain('Undo 1 migration (1 a)? [y/N] ')
  expect(refused).toContain('Nothing was changed.')
  expect(onTerminal(folder, down, { input: 'y\n' })).toContain('1 migration undone')
})

test('on a terminal the bar of a rehearsal is gone before it answers', () => {
  const { folder } = project({
    '001_a.sql': 'create table a (id bigint)',
    '002_b.sql': 'insert into nowhere values (1)',
  })
  const shown = onTerminal(folder, ['rehearse', '--no-color'])
  expect(shown).toContain('It would fail.')
  // How many bars are drawn is a matter of time; the first one always is.
  const [before, ...bars] = shown.slice(0, shown.indexOf('It would fail.')).split('\r\u001b[2K')
  expect(before).toBe('')
  expect(bars.length).toBeGreaterThan(1)
  expect(bars.at(-1)).not.toMatch(/[░█]|rehearse/)
})
