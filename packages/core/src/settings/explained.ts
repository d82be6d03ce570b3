import type { Entry } from '../contracts/key-value.ts'
import type { Explained, Origin, Setting } from '../contracts/settings.ts'
import { applySchema } from '../door/schema.ts'
import type { StoredSetting } from './scope-call.ts'

/** What was found at one place; everybody has no scope. */
export interface Found {
  readonly scope: string | undefined
  readonly entry: Entry<StoredSetting> | undefined
}

/** The value that counts, and why: the first that is set, of the most specific scope first. */
export const explained = async <V>(
  definition: Setting<V>,
  found: readonly Found[],
  action: string,
): Promise<Explained<V>> => {
  const looked = found.map(({ scope, entry }) => ({ scope, isSet: entry !== undefined }))
  const winner = found.find(({ entry }) => entry !== undefined)
  const { key, schema, description, default: standard } = definition
  if (winner?.entry === undefined) {
    const origin: Origin = { from: 'default' in definition ? 'default' : 'nowhere' }
    return { key, value: standard, origin, ...(description === undefined ? {} : { description }), looked }
  }
  const { value, version, updatedAt } = winner.entry
  const said = description ?? value.description
  return {
    key,
    // Without a schema the type parameter is the caller's word.
    value: schema === undefined ? (value.value as V) : await applySchema(schema, value.value, action),
    origin: winner.scope === undefined ? { from: 'everybody' } : { from: 'scope', scope: winner.scope },
    ...(said === undefined ? {} : { description: said }),
    version,
    updatedAt,
    looked,
  }
}
