import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GeneratedMigration } from '@holdfast/core'
import type { Context } from '../../context.ts'

/** Writes what was generated, in JavaScript where it is a module, as its author would, every hazard accepted, into a folder of its own, and gives that. */
export const writtenOut = (context: Context, { form, text, down }: GeneratedMigration): string => {
  // Where an import of the package is found.
  const folder = mkdtempSync(join(process.cwd(), 'holdfast-generated-'))
  context.after(async () => rmSync(folder, { recursive: true }))
  const write = (name: string, content: string): void =>
    writeFileSync(join(folder, name), content.replaceAll('<why?>', 'it is a trial'))
  if (form === 'module') write('001_change.mjs', text)
  else write('001_change.sql', text)
  if (down !== undefined) write('001_change.down.sql', down)
  return folder
}
