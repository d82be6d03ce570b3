import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Context } from '../../../context.ts'

/** A folder of files on disk, with places for a backup and an archive beside it. */
export interface JsonFolder {
  readonly from: string
  readonly backupTo: string
  readonly archiveTo: string
  write(path: string, content: string | Uint8Array): void
  remove(path: string): void
  /** Every file below one of the three, with what it holds, by path. */
  files(of: 'from' | 'backupTo' | 'archiveTo'): Readonly<Record<string, string>>
}

/** Files to begin with, by path. */
export const jsonFolder = (
  context: Pick<Context, 'after'>,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): JsonFolder => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-json-'))
  context.after(() => rmSync(home, { recursive: true, force: true }))
  const places = {
    from: join(home, 'profiles'),
    backupTo: join(home, 'backup'),
    archiveTo: join(home, 'archive'),
  }
  mkdirSync(places.from)
  const write = (path: string, content: string | Uint8Array): void => {
    const file = join(places.from, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  for (const [path, content] of Object.entries(files)) write(path, content)
  return {
    ...places,
    write,
    remove: (path) => rmSync(join(places.from, path)),
    files: (of) =>
      Object.fromEntries(
        readdirSync(places[of], { recursive: true, encoding: 'utf8' })
          .sort()
          .filter((path) => statSync(join(places[of], path)).isFile())
          .map((path) => [path, readFileSync(join(places[of], path), 'utf8')]),
      ),
  }
}
