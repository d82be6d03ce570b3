import type { Migration, MigrationScript, Repeatable } from '../../contracts/migration.ts'
import type { MigrationStep } from '../../contracts/migration-step.ts'
import { checkOptions } from '../../door/options.ts'
import { checkName } from '../../door/name.ts'
import { normalise } from '../text/normalise.ts'
import { scriptChecksum } from './script-checksum.ts'
import type { LoadedMigration, LoadedScript } from './loaded-migration.ts'
import { refuse } from './refuse.ts'
import { isForOne, textFor } from './text-for.ts'

/** A migration given in code, as `backend` runs it. */
export const inCode = (migration: Migration, backend: string): LoadedMigration => {
  const action = 'read a migration'
  checkOptions(migration, ['version', 'name', 'up', 'down', 'transaction', 'accept', 'squashes'], action)
  const { version, down, transaction = true, accept = {}, squashes } = migration
  if (!Number.isSafeInteger(version) || version < 1)
    throw new RangeError(`Cannot ${action}: version must be a whole number from 1 to 9007199254740991`)
  const name = checkName(migration.name, 'name', action)
  const up = scriptOf(migration.up, backend, version)
  return {
    version,
    name,
    checksum: scriptChecksum(up),
    up,
    ...(down === undefined ? {} : { down: scriptOf(down, backend, version) }),
    isOneTransaction: transaction,
    accept,
    ...(squashes === undefined ? {} : { squashes }),
  }
}

/** A repeatable text given in code, as `backend` runs it. */
export const repeatableInCode = (repeatable: Repeatable, backend: string): LoadedMigration => {
  const action = 'read a repeatable text'
  checkOptions(repeatable, ['name', 'up', 'accept'], action)
  const name = checkName(repeatable.name, 'name', action)
  const { up: given, accept = {} } = repeatable
  if (typeof given !== 'string' && (typeof given !== 'object' || given === null || Array.isArray(given)))
    throw refuse(`read the repeatable text "${name}"`, 'it must be SQL; steps and code are not run again')
  const text = normalise(textFor(given, backend, `the repeatable text "${name}"`))
  const up: LoadedScript = { kind: 'sql', text, ...(isForOne(given, backend) ? { isForOne: true } : {}) }
  return {
    version: 0,
    name,
    checksum: scriptChecksum(up),
    up,
    isOneTransaction: true,
    accept,
    isRepeatable: true,
  }
}

const scriptOf = (script: MigrationScript, backend: string, version: number): LoadedScript => {
  if (typeof script === 'string') return { kind: 'sql', text: normalise(script) }
  if (typeof script === 'function') return { kind: 'code', body: script }
  if (Array.isArray(script)) {
    const steps = (script as readonly (MigrationStep | string)[]).map((step) =>
      typeof step === 'string' ? { kind: 'sql' as const, text: step } : step,
    )
    return { kind: 'steps', steps }
  }
  if (typeof script !== 'object' || script === null)
    throw refuse(
      `read the migration ${version}`,
      'up and down must be SQL text, a list of steps, or a function',
    )
  const texts = script as Record<string, string>
  return {
    kind: 'sql',
    text: normalise(textFor(texts, backend, `the migration ${version}`)),
    ...(isForOne(texts, backend) ? { isForOne: true } : {}),
  }
}
