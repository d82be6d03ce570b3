import { schemaOf } from '../../door/table.ts'
import { checksum } from '../text/normalise.ts'
import type { LoadedScript } from './loaded-migration.ts'

/**
 * The checksum of what a script says. Code counts by its title alone: its text changes with each compiler, and an edit that nobody made would stop
 * every start.
 */
export const scriptChecksum = (script: LoadedScript): string => {
  if (script.kind === 'sql') return checksum(script.text)
  if (script.kind === 'code') return checksum('code')
  return checksum(stepsText(script.steps))
}

/** Steps as the data that they are, code left out. */
export const stepsText = (steps: unknown): string =>
  JSON.stringify(steps, (_, value: unknown) => asData(value))

const asData = (value: unknown): unknown => {
  if (typeof value === 'function') return undefined
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'object' && value !== null && schemaOf in value ? value[schemaOf] : value
}
