import { checkName } from '../door/name.ts'
import { isLongerThan } from '../door/text.ts'
import { HoldfastError } from '../errors.ts'

const action = 'open settings'
/** What is left of a name behind the mark of `settingsStore`. */
const nameBytes = 61

/** Throws as `checkName`. */
export const checkSettingsName = (name: unknown): string => {
  const checked = checkName(name, 'name of the store', action)
  if (!isLongerThan(checked, nameBytes)) return checked
  throw new HoldfastError(
    'too-large',
    `Cannot ${action}: the name of the store is longer than ${nameBytes} bytes`,
  )
}

/** The key-value store that settings of this name are kept in: one that nobody names by chance. */
export const settingsStore = (name: string): string => `\u0001s${name}`
