import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

const packages = join(import.meta.dirname, '..', '..')

/** A user's project: a folder of its own, with a blank in its path, and only the packages that it installed. */
export interface Project {
  readonly folder: string
  write(files: Readonly<Record<string, string>>): void
}

export const project = (
  migrations: Readonly<Record<string, string>> = {},
  installed: readonly string[] = ['core', 'sqlite'],
): Project => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-')))
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }))
  const folder = join(scratch, 'my app')
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
  }
  // An empty file is a database without tables; most commands make none.
  write({ 'package.json': '{ "type": "module" }\n', 'app.db': '' })
  mkdirSync(join(folder, 'migrations'))
  mkdirSync(join(folder, 'node_modules', '@holdfast'), { recursive: true })
  for (const name of installed)
    symlinkSync(join(packages, name), join(folder, 'node_modules', '@holdfast', name))
  write(Object.fromEntries(Object.entries(migrations).map(([file, text]) => [`migrations/${file}`, text])))
  return { folder, write }
}
