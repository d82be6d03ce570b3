import type { RecordsParts, RecordsTable } from '../records-table.ts'
import { catalogueEntry, catalogueTable, readCatalogue, type KeptReference } from './catalogue.ts'

/** How long a process goes by what it has read while other hosts may make tables, in milliseconds. */
const goodFor = 5_000

const action = 'read the references that Holdfast keeps'

interface Known {
  readonly references: readonly KeptReference[]
  readonly until: number
}

const known = new WeakMap<RecordsParts, Known>()
/** Databases whose catalogue is there: once made, it stays. */
const made = new WeakSet<RecordsParts>()

/** To be read again: tables were made. */
export const forgetReferences = (parts: RecordsParts): void => {
  known.delete(parts)
}

/**
 * The references that the library must follow, or follows because they lead to such a one. Where the engine keeps references too, one that is not
 * known yet makes a removal fail and harms nothing, so it may be remembered; elsewhere it is read each time.
 */
export const referencesFrom = async (table: RecordsTable): Promise<readonly KeptReference[]> => {
  const { foreignKeys } = table.parts.capabilities
  const remembered = known.get(table.parts)
  if (foreignKeys && remembered !== undefined && performance.now() < remembered.until)
    return remembered.references
  const all = await readAll(table)
  const references = foreignKeys ? all.filter((reference) => leadsToEmptying(all, reference)) : all
  if (foreignKeys) known.set(table.parts, { references, until: performance.now() + goodFor })
  return references
}

const readAll = async ({ executor, dialect, parts }: RecordsTable): Promise<readonly KeptReference[]> => {
  if (!made.has(parts)) {
    // A table that is missing must not be read inside a transaction: the failure would end it.
    const { rows } = await executor.query(dialect.tables.columnsOf(catalogueTable), 'read', { action })
    if (rows.length === 0) return []
    made.add(parts)
  }
  const { rows } = await executor.query(readCatalogue(dialect), 'read', { action })
  return rows.map(catalogueEntry)
}

/** Whether the engine alone would stop at a reference that the library empties. */
const leadsToEmptying = (
  all: readonly KeptReference[],
  reference: KeptReference,
  seen: ReadonlySet<KeptReference> = new Set(),
): boolean => {
  if (reference.onDelete === 'set-null') return true
  if (reference.onDelete === 'restrict' || seen.has(reference)) return false
  const further = new Set([...seen, reference])
  return all.some((next) => next.parent === reference.child && leadsToEmptying(all, next, further))
}
