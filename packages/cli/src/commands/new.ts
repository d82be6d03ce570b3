import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { outputFlags } from '../flags/output-flags.ts'
import { dirFlag } from '../flags/source-flags.ts'
import { keepingSum } from '../keep-sum.ts'
import { migrationName } from '../migration-name.ts'
import { migrationTemplates } from '../migration-templates.ts'
import { Misuse } from '../misuse.ts'
import { nextVersion } from '../next-version.ts'
import type { OutputFlags } from '../output/output.ts'
import { visible } from '../output/visible.ts'
import { runCommand } from '../run-command.ts'

type Kind = 'sql' | 'ts' | 'js'

interface Flags extends OutputFlags {
  readonly dir?: string
  readonly kind: Kind
  readonly down?: boolean
  readonly repeatable?: boolean
}

export const newMigration: Command<CommandContext> = buildCommand<Flags, string[], CommandContext>({
  docs: { brief: 'Make the next file, numbered in the style of the folder' },
  parameters: {
    flags: {
      dir: dirFlag,
      kind: {
        kind: 'enum',
        values: ['sql', 'ts', 'js'],
        default: 'sql',
        brief: 'SQL, or a module of steps',
      },
      down: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Also a file that undoes it (SQL only)',
      },
      repeatable: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'One that is run again whenever it changes, for views and functions',
      },
      ...outputFlags,
    },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { parse: String, placeholder: 'name', brief: 'What it does, in a few words' },
    },
  },
  func: runCommand(
    async (
      { outside, output },
      { dir = 'migrations', kind, down = false, repeatable = false }: Flags,
      ...words: string[]
    ) => {
      if (down && kind !== 'sql') throw new Misuse('Cannot make the migration: a module exports its own down')
      if (repeatable && (down || kind !== 'sql'))
        throw new Misuse('Cannot make the migration: one that is run again is SQL and has no down')
      const name = migrationName(words)
      const folder = resolve(outside.cwd, dir)
      mkdirSync(folder, { recursive: true })
      const { digits, separator } = nextVersion(readdirSync(folder), new Date())
      const base = repeatable ? `R__${name}` : `${digits}${separator}${name}`
      const texts: Record<string, string> = repeatable
        ? { [`${base}.sql`]: migrationTemplates.repeatable(name) }
        : kind !== 'sql'
          ? { [`${base}.${kind}`]: migrationTemplates.module(name) }
          : down
            ? {
                [`${base}.up.sql`]: migrationTemplates.sql(name),
                [`${base}.down.sql`]: migrationTemplates.down(name),
              }
            : { [`${base}.sql`]: migrationTemplates.sql(name) }
      const files = Object.keys(texts).map((file) => join(folder, file))
      const taken = files.find((file) => existsSync(file))
      if (taken !== undefined) throw new Misuse(`Cannot make the migration: ${taken} is there already`)
      keepingSum(folder, () => {
        for (const [file, text] of Object.entries(texts))
          writeFileSync(join(folder, file), text, { flag: 'wx' })
      })
      output.answer({ files }, () =>
        files.map((file) => `${visible(relative(outside.cwd, file))}\n`).join(''),
      )
      return exitCode.done
    },
  ),
})
