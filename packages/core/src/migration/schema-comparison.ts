import type { GeneratedMigration, GenerateMigration, WantedSchema } from '../contracts/generated-migration.ts'
import type { SchemaDifference } from '../contracts/schema-change.ts'
import type { SchemaModel } from '../contracts/schema-model.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Connection } from '../database/driver.ts'
import { toError } from '../database/failure.ts'
import type { Engine } from '../database/root-executor.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { requireTable } from '../door/table.ts'
import { checkTables } from '../door/table-list.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { DifferenceOptions } from '../schema/difference-options.ts'
import { generateMigration, type GenerateOptions } from '../schema/generate/generate-migration.ts'
import { unanswered } from '../schema/generate/migration-head.ts'
import { type RowsBehind, rowsBehind } from '../schema/generate/rows-behind.ts'
import { readSchema } from '../schema/read-schema.ts'
import { schemaDifference } from '../schema/schema-difference.ts'
import type { AnyTable } from '../contracts/table.ts'
import type { Ledger } from './ledger/ledger.ts'
import { lintText } from './lint/lint-text.ts'
import type { StepContext } from './verbs/step-units.ts'
import { supposedRows } from './supposed-rows.ts'

/** How long it waits for its turn. Milliseconds. */
const patience = 30_000

const wantedOptions = ['tables', 'schema', 'renames', 'dropOthers']

type Context = Pick<StepContext, 'backend' | 'withKeptKeys'>

interface Compared {
  readonly found: SchemaModel
  readonly wanted: SchemaModel
  readonly options: DifferenceOptions
}

/** A database beside what it should be. */
export class SchemaComparison {
  readonly #engine: Engine
  readonly #context: Context
  readonly #ledger: Ledger

  constructor(engine: Engine, context: Context, ledger: Ledger) {
    this.#engine = engine
    this.#context = context
    this.#ledger = ledger
  }

  schema(): Promise<SchemaModel> {
    return this.#ask('read the schema', (connection) => this.#read(connection))
  }

  async difference(wanted: WantedSchema): Promise<SchemaDifference> {
    const action = 'compare the schema'
    checkOptions(wanted, wantedOptions, action)
    const { found, wanted: should, options } = await this.#compare(wanted, action)
    return schemaDifference(found, should, options)
  }

  async generate(wanted: GenerateMigration): Promise<GeneratedMigration> {
    const action = 'generate a migration'
    checkOptions(wanted, [...wantedOptions, 'name', 'form', 'language'], action)
    checkName(wanted.name, 'name', action)
    const { dialect } = this.#engine
    let rows: RowsBehind | undefined
    const compared = await this.#compare(wanted, action, async (connection, { found, wanted, options }) => {
      const { changes } = schemaDifference(found, wanted, options)
      rows = await rowsBehind(connection, dialect, found, changes)
    })
    const { found, wanted: should, options } = compared
    const parts: GenerateOptions = {
      ...options,
      name: wanted.name,
      backend: this.#context.backend,
      ...(rows !== undefined && { rows }),
      ...(wanted.tables !== undefined && { definitions: wanted.tables }),
      ...(wanted.form !== undefined && { form: wanted.form }),
      ...(wanted.language !== undefined && { language: wanted.language }),
    }
    const made = generateMigration(found, should, dialect, parts)
    if (made.form === 'module') return made
    return generateMigration(found, should, dialect, {
      ...parts,
      accept: await refusedBy(made.text, dialect, found),
      ...(made.down !== undefined && { acceptDown: await refusedBy(made.down, dialect, should) }),
    })
  }

  #compare(
    { tables, schema, renames, dropOthers }: WantedSchema,
    action: string,
    look: (connection: Connection, compared: Compared) => Promise<void> = async () => undefined,
  ): Promise<Compared> {
    if ((tables === undefined) === (schema === undefined))
      throw new TypeError(`Cannot ${action}: give either tables or the schema of another database`)
    if (tables !== undefined) checkTables(tables, action)
    const options: DifferenceOptions = {
      scope: tables === undefined ? 'all' : 'defined',
      ...(renames !== undefined && { renames }),
      ...(dropOthers !== undefined && { dropOthers }),
    }
    return this.#ask(action, async (connection) => {
      const found = await this.#read(connection)
      const wanted = tables === undefined ? schema! : await this.#defined(connection, tables)
      const kept =
        tables === undefined
          ? { found, wanted }
          : await this.#context.withKeptKeys(connection, found, wanted, tables)
      const compared = { ...kept, options }
      await look(connection, compared)
      return compared
    })
  }

  #defined(connection: Connection, tables: readonly AnyTable[]): Promise<SchemaModel> {
    const { dialect, capabilities } = this.#engine
    return defineSchema(connection, dialect, capabilities, tables)
  }

  #read(connection: Connection): Promise<SchemaModel> {
    const own = Object.values(this.#ledger.tables).map((table) => requireTable(table, 'read the schema').name)
    return readSchema(connection, this.#engine.dialect, { except: own })
  }

  /** Alone on the database where that is possible, so that every question is asked of one state of it. */
  async #ask<R>(action: string, body: (connection: Connection) => Promise<R>): Promise<R> {
    const { connections, driver } = this.#engine
    const held = await connections.lease('exclusive', { deadline: performance.now() + patience }, action)
    try {
      return await body(held.connection)
    } catch (error) {
      throw error instanceof TypeError ? error : toError(driver, error, 'statement', action)
    } finally {
      await held.end({ broken: held.connection.inTransaction })
    }
  }
}

/** The rules by which a text is refused, or would be for rows that are lost, and which it does not name by itself. */
const refusedBy = async (text: string, dialect: Dialect, schema: SchemaModel): Promise<readonly string[]> => {
  const answered = text.replaceAll(unanswered, 'the author will say')
  const always = await lintText(answered, dialect)
  const withRows = await lintText(answered, dialect, { data: supposedRows(schema) })
  return [...always, ...withRows.filter(({ rule }) => rule.startsWith('DL'))]
    .filter(({ accepted, level }) => accepted === undefined && level === 'refuse')
    .map(({ rule }) => rule)
}
