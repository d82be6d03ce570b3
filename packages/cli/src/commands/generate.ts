import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { AnyTable, Renames } from '@holdfast/core'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { keepingSum } from '../keep-sum.ts'
import { loadModule } from '../load-module.ts'
import { canLoadTypeScript } from '../load-typescript.ts'
import { migrationName } from '../migration-name.ts'
import { Misuse } from '../misuse.ts'
import { nextVersion } from '../next-version.ts'
import { generatedText } from '../output/generated-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'
import { given } from '../given.ts'

interface Flags extends SourceFlags {
  readonly tables: string
  readonly rename?: readonly (readonly [string, string | false])[]
  readonly dropOthers?: boolean
  readonly form?: 'sql' | 'module'
  readonly dryRun?: boolean
}

export const generate: Command<CommandContext> = buildCommand<Flags, string[], CommandContext>({
  docs: { brief: 'Write the migration from the database to your definitions, with its hazards named' },
  parameters: {
    flags: {
      tables: {
        kind: 'parsed',
        parse: String,
        placeholder: 'module',
        brief: 'The module that exports the definitions, as an array `tables`',
      },
      rename: {
        kind: 'parsed',
        parse: renameOf,
        variadic: true,
        optional: true,
        placeholder: 'from=to',
        brief: 'The answer to a question: users.name=users.full_name, or users.age= for a drop',
      },
      dropOthers: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Drop tables that no definition has',
      },
      form: {
        kind: 'enum',
        values: ['sql', 'module'],
        optional: true,
        brief: 'Statements, or steps that every engine knows [default = sql as long as it is enough]',
      },
      dryRun: { kind: 'boolean', optional: true, withNegated: false, brief: 'Show it, and write no file' },
      ...sourceFlags,
    },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { parse: String, placeholder: 'name', brief: 'What it does, in a few words' },
    },
  },
  func: runCommand(async (tools, flags: Flags, ...words: string[]) => {
    const { outside, output } = tools
    const { tables: file, rename = [], dropOthers, form, dir = 'migrations', dryRun = false } = flags
    const name = migrationName(words)
    const tables = tablesOf(await loadModule(file, outside.cwd), file)
    const renames: Renames = Object.fromEntries(rename)
    return withMigrations(tools, flags, async (migrations) => {
      const made = await migrations.generate({
        name,
        tables,
        renames,
        ...given({ dropOthers, form }),
        // A file that this Node.js could not load would stop every command after it.
        language: canLoadTypeScript(outside.cwd) ? 'typescript' : 'javascript',
      })
      const isNothing = made.sidecar.changes.length === 0
      const files = dryRun || isNothing ? [] : write(outside.cwd, dir, name, made)
      const shown = files.map((path) => relative(outside.cwd, path))
      output.answer({ ...made, files }, (paint) => generatedText(made, shown, paint))
      return exitCode.done
    })
  }),
})

function renameOf(text: string): readonly [string, string | false] {
  const at = text.indexOf('=')
  if (at < 1) throw new TypeError('expected from=to, as users.name=users.full_name')
  const to = text.slice(at + 1)
  return [text.slice(0, at), to === '' ? false : to]
}

const tablesOf = (exported: Readonly<Record<string, unknown>>, file: string): readonly AnyTable[] => {
  const found = exported['tables'] ?? exported['default']
  if (Array.isArray(found)) return found as readonly AnyTable[]
  throw new Misuse(
    `Cannot read ${file}: it exports no array of definitions; write export const tables = [users, orders]`,
  )
}

const write = (
  cwd: string,
  dir: string,
  name: string,
  { form, text, down }: { readonly form: 'sql' | 'module'; readonly text: string; readonly down?: string },
): readonly string[] => {
  const folder = resolve(cwd, dir)
  mkdirSync(folder, { recursive: true })
  const { digits, separator } = nextVersion(readdirSync(folder), new Date())
  const base = `${digits}${separator}${name}`
  const texts: readonly (readonly [string, string])[] =
    form === 'module'
      ? [[`${base}.${canLoadTypeScript(cwd) ? 'ts' : 'js'}`, text]]
      : down === undefined
        ? [[`${base}.sql`, text]]
        : [
            [`${base}.up.sql`, text],
            [`${base}.down.sql`, down],
          ]
  keepingSum(folder, () => {
    for (const [file, content] of texts) writeFileSync(join(folder, file), content, { flag: 'wx' })
  })
  return texts.map(([file]) => join(folder, file))
}
