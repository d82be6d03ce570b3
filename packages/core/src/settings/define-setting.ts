import type { Setting } from '../contracts/settings.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { checkSchema } from '../door/schema.ts'

type Definition<V> = Omit<Setting<V>, 'key'>

/**
 * A setting with its type, default, description and schema: `defineSetting('theme', { default: 'light', description: 'Colours' })`. The default is not
 * checked against the schema.
 */
export function defineSetting<V>(
  key: string,
  definition: Definition<V> & { readonly default: V },
): Setting<V> & { readonly default: V }
export function defineSetting<V>(key: string, definition?: Definition<V>): Setting<V>
export function defineSetting<V>(key: string, definition: Definition<V> = {}): Setting<V> {
  const action = 'define a setting'
  if (typeof key !== 'string') throw new TypeError(`Cannot ${action}: the key must be a string`)
  encodeKey(key, action)
  checkOptions(definition, ['default', 'description', 'schema'], action)
  if (definition.description !== undefined && typeof definition.description !== 'string')
    throw new TypeError(`Cannot ${action}: the description must be a string`)
  checkSchema(definition.schema, action)
  return Object.freeze({ key, ...definition })
}
