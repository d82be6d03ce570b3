import type { EvidenceOptions } from '../contracts/evidence.ts'
import type { StandardSchema } from '../contracts/standard-schema.ts'
import { checkWhole } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import { checkSchema } from '../door/schema.ts'

/** The options of an outbox: checked, with every default filled in. */
export interface EvidenceSettings<P> {
  readonly schema: StandardSchema<P> | undefined
  readonly quota: { readonly items: number; readonly characters: number }
  readonly dropsSent: boolean
  readonly keepSent: number
  readonly needsDurability: boolean
}

const day = 86_400_000
const mostItems = 1_000_000_000

/** Throws `TypeError`, `RangeError`. */
export const checkEvidenceOptions = <P>(
  options: EvidenceOptions<P> | undefined,
  action: string,
): EvidenceSettings<P> => {
  checkOptions(options, ['schema', 'quota', 'whenFull', 'keepSent', 'durability'], action)
  const { schema, quota, whenFull = 'reject-new', keepSent = 30 * day, durability = 'full' } = options ?? {}
  checkOptions(quota, ['items', 'characters'], `${action} with quota`)
  if (whenFull !== 'reject-new' && whenFull !== 'drop-oldest-sent')
    throw new TypeError(`Cannot ${action}: whenFull must be "reject-new" or "drop-oldest-sent"`)
  if (durability !== 'full' && durability !== 'any')
    throw new TypeError(`Cannot ${action}: durability must be "full" or "any"`)
  const { items = 1_000_000, characters } = quota ?? {}
  return {
    schema: checkSchema(schema, action),
    quota: {
      items: checkWhole(items, 'number of items of the quota', 1, mostItems, action),
      characters:
        characters === undefined
          ? Number.POSITIVE_INFINITY
          : checkWhole(characters, 'number of characters of the quota', 1, Number.MAX_SAFE_INTEGER, action),
    },
    dropsSent: whenFull === 'drop-oldest-sent',
    keepSent: checkWhole(keepSent, 'keepSent', 1, 36_525 * day, action),
    needsDurability: durability === 'full',
  }
}
