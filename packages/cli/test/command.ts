import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Project } from './project.ts'

/** What users start. */
export const program = join(import.meta.dirname, '..', 'dist', 'main.js')

export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

export interface Options {
  readonly env?: Readonly<Record<string, string>>
  /** Called with the process and everything it has said on standard error so far. */
  readonly whenItSays?: (error: string, child: ChildProcess) => void
}

/** Nothing of the environment of the tests themselves: neither a URL nor CI. */
const plain = { PATH: process.env['PATH'] ?? '', HOLDFAST_URL: 'sqlite:app.db' }

/** Runs the built command in a project, as a process of its own. */
export const holdfast = async (
  { folder }: Project,
  words: readonly string[],
  { env = {}, whenItSays }: Options = {},
): Promise<Outcome> => {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    env: { ...plain, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let error = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text
    whenItSays?.(error, child)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, error }
}

/** The same text on every machine and at every time. */
export const still = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
    .replaceAll(/ +\d+(?:\.\d)? (?:ms|s)\b/g, ' <duration>')
    .replaceAll(/(SQLite|PostgreSQL|DuckDB) v?\d[\w.]*/g, '$1 <version>')
