import type { AnyTable, TableSchema } from './contracts/table.ts'
import type { Limits } from './contracts/capabilities.ts'
import type { Connection } from './database/driver.ts'
import { toError } from './database/failure.ts'
import type { Engine } from './database/root-executor.ts'
import { statement, type Statement } from './database/statement.ts'
import { changeRows } from './door/change-rows.ts'
import { checkTables } from './door/table-list.ts'
import { HoldfastError } from './errors.ts'
import { installStores } from './install-stores.ts'
import type { WorkshopParts } from './migration/workshop.ts'
import { changesLine } from './stores/changes/table.ts'
import { trackingDue } from './stores/changes/tracked-tables.ts'
import {
  keptReferences,
  readCatalogue,
  referencesLine,
  writeCatalogue,
  type KeptReference,
} from './stores/records/references/catalogue.ts'
import { createTable } from './tables/create-table.ts'
import { requireExistingColumns } from './tables/existing-columns.ts'
import { requireSupported } from './tables/supported.ts'
import { guardTexts, unguarded } from './tables/tenant-guard.ts'

const action = 'make tables'

/** How long a host waits for another one that is making tables. Milliseconds. */
const patience = 30_000

/** Makes the missing ones of these tables in one transaction. When nothing is missing it only reads. */
export const createTables = async (
  parts: WorkshopParts,
  tables: readonly AnyTable[],
  limits: Limits,
): Promise<void> => {
  const { engine } = parts.root
  const schemas = checkTables(tables, action)
  for (const schema of schemas) requireSupported(schema, limits, engine.dialect)
  const kept = schemas.flatMap((schema) => keptReferences(schema, engine.capabilities))
  if (!(await lease(engine, 'read', (connection) => isDone(connection, engine, schemas, kept)))) {
    if (kept.length > 0) await makeCatalogue(parts)
    if (isTracked(schemas)) await makeChanges(parts)
    await lease(engine, 'exclusive', (connection) => make(connection, engine, schemas, kept))
  }
  // Whoever has a tracked table made may go on with plain SQL.
  if (isTracked(schemas)) engine.notes.expect()
}

/** Those that exist must fit their definition. Throws `schema` where one does not. */
const missing = async (
  connection: Connection,
  { dialect }: Pick<Engine, 'dialect'>,
  schemas: readonly TableSchema[],
): Promise<readonly TableSchema[]> => {
  const answers = await connection.pipeline(schemas.map(({ name }) => dialect.tables.columnsOf(name)))
  return schemas.filter((schema, index) => {
    const answer = answers[index]!
    if (!answer.ok) throw answer.error
    const { rows } = answer.value
    if (rows.length > 0) requireExistingColumns(schema, dialect, rows)
    return rows.length === 0
  })
}

const isDone = async (
  connection: Connection,
  engine: Engine,
  schemas: readonly TableSchema[],
  kept: readonly KeptReference[],
): Promise<boolean> => {
  try {
    if ((await missing(connection, engine, schemas)).length > 0) return false
    if ((await unguarded(connection, engine.dialect, schemas)).length > 0) return false
    if ((await trackingDue(connection, engine.dialect, schemas)).length > 0) return false
    if (isTracked(schemas) && (await guardOfChanges(connection, engine)).length > 0) return false
    if (kept.length === 0) return true
    const { rows } = await connection.execute(readCatalogue(engine.dialect))
    const known = new Set(rows.map((row) => row.join('\n')))
    return kept.every((reference) => known.has(entryText(engine, reference)))
  } catch (error) {
    const failure = toError(engine.driver, error, 'statement', action)
    if (failure.code === 'no-table') return false
    throw failure
  }
}

const entryText = ({ dialect }: Engine, reference: KeptReference): string =>
  writeCatalogue(dialect, reference.child, [reference])[1]!.values.join('\n')

/** Makes the catalogue of references, where it is not there yet. */
export const makeCatalogue = (parts: WorkshopParts): Promise<void> =>
  installStores(parts, [referencesLine], 'install')

const isTracked = (schemas: readonly TableSchema[]): boolean =>
  schemas.some(({ changes }) => changes !== undefined)

/** Makes the table of changes, where it is not there yet. Where tenants are kept apart by the engine, their changes are too. */
export const makeChanges = async (parts: WorkshopParts): Promise<void> => {
  const { engine } = parts.root
  await installStores(parts, [changesLine(engine.dialect)], 'install')
  if (engine.dialect.tables.tenantGuard === undefined) return
  await lease(engine, 'exclusive', async (connection) => {
    for (const one of await guardOfChanges(connection, engine)) await connection.execute(one)
  })
}

/** What is still to be done for that. */
const guardOfChanges = async (
  connection: Connection,
  { dialect }: Pick<Engine, 'dialect'>,
): Promise<readonly Statement[]> => {
  const { tenantGuard } = dialect.tables
  if (tenantGuard === undefined) return []
  const { rows } = await connection.execute(tenantGuard.isOn(changeRows.name))
  return rows.length > 0 ? [] : tenantGuard.make(changeRows.name, 'ns', true).map((text) => statement(text))
}

const make = async (
  connection: Connection,
  engine: Engine,
  schemas: readonly TableSchema[],
  kept: readonly KeptReference[],
): Promise<void> => {
  const { driver, dialect, capabilities } = engine
  const run = async (statements: readonly Statement[]): Promise<void> => {
    if (statements.length === 0) return
    for (const answer of await connection.pipeline(statements)) if (!answer.ok) throw answer.error
  }
  try {
    const begin = connection.begin({ isolation: 'read-committed', readOnly: false, lockTimeout: patience })
    await run([...begin, ...dialect.prepareInstall])
    // Another host may have made them while this one waited for the lock.
    const absent = await missing(connection, engine, schemas)
    const texts = absent.map((schema) => createTable(schema, dialect, capabilities))
    await run(texts.flatMap(({ make }) => make).map((text) => statement(text)))
    await requireParents(connection, engine, absent)
    await run(texts.flatMap(({ refer }) => refer).map((text) => statement(text)))
    const open = await unguarded(connection, dialect, schemas)
    await run(open.flatMap((schema) => guardTexts(schema, dialect)).map((text) => statement(text)))
    if (kept.length > 0) {
      for (const { name } of schemas) {
        await run(
          writeCatalogue(
            dialect,
            name,
            kept.filter(({ child }) => child === name),
          ),
        )
      }
    }
    await run(await trackingDue(connection, dialect, schemas))
    await connection.execute(statement('COMMIT'))
  } catch (error) {
    const failure = toError(driver, error, 'statement', action)
    if (connection.inTransaction) await connection.pipeline([statement('ROLLBACK')])
    throw failure
  }
}

/** An engine that takes a name for what may come later would refuse every row. */
const requireParents = async (
  connection: Connection,
  { dialect }: Engine,
  absent: readonly TableSchema[],
): Promise<void> => {
  const wanted = new Map(
    absent.flatMap((schema) =>
      schema.references.map((reference) => [reference.target().schema.name, schema.name] as const),
    ),
  )
  for (const [parent, child] of wanted) {
    const { rows } = await connection.execute(dialect.tables.columnsOf(parent))
    if (rows.length > 0) continue
    throw new HoldfastError(
      'no-table',
      `Cannot make the table "${child}": it refers to the table "${parent}", which is missing; give both`,
      { table: parent },
    )
  }
}

const lease = async <R>(
  { connections }: Engine,
  kind: 'read' | 'exclusive',
  body: (connection: Connection) => Promise<R>,
): Promise<R> => {
  const held = await connections.lease(kind, { deadline: performance.now() + patience }, action)
  try {
    return await body(held.connection)
  } finally {
    await held.end({ broken: held.connection.inTransaction })
  }
}
