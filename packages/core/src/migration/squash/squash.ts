import type { Squashed, SquashedMigration, SquashOptions } from '../../contracts/squash.ts'
import { checkName } from '../../door/name.ts'
import { checkOptions } from '../../door/options.ts'
import { HoldfastError } from '../../errors.ts'
import { describeChange } from '../../schema/describe-change.ts'
import { fingerprintOf } from '../../schema/fingerprint.ts'
import { schemaDifference } from '../../schema/schema-difference.ts'
import { withoutLedger } from '../run/drift.ts'
import { reason } from '../run/failed-step.ts'
import { inTransaction, type Run } from '../run/run.ts'
import type { LoadedMigration, LoadedSource } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import { settle } from '../source/settle.ts'
import { checksum } from '../text/normalise.ts'
import { replay, type Reached } from './replay.ts'
import { readSeeds, type Seeds } from './seeds.ts'
import { allTexts, isAllInModel, schemaText, squashHead } from './squash-text.ts'

const action = 'squash the migrations'

export const checkSquashOptions = (options: SquashOptions): void => {
  checkOptions(options, ['to', 'name'], action)
  if (options.to !== undefined && !(Number.isSafeInteger(options.to) && options.to > 0))
    throw new RangeError(`Cannot ${action}: to must be the number of a migration`)
  if (options.name !== undefined) checkName(options.name, 'name', action)
}

/** Writes one text for many migrations, and goes both ways from this empty database to prove that they lead to the same. Leaves nothing in it. */
export const squash = async (
  run: Run,
  source: LoadedSource,
  { to, name = 'squash' }: SquashOptions,
): Promise<SquashedMigration> => {
  const { context } = run
  const { dialect, backend } = context
  const list = settle(source, [], to).migrations.filter(({ version }) => to === undefined || version <= to)
  const last = list.at(-1)
  if (last === undefined || (to !== undefined && last.version !== to))
    throw refuse(action, to === undefined ? 'there is none' : `the source has no migration ${to}`)
  await requireEmpty(run)
  // What they lose on their way is lost in both.
  const free: Run = { ...run, safety: { ...run.safety, lint: false, backup: false, prove: false } }
  const reached = await replay(free, list, ({ ask }, schema) => readSeeds({ ask }, dialect, schema))
  const squashes = squashedBy(list)
  const head = squashHead(name, backend, squashes)
  const { version } = last
  const digits = /^\d+/.exec(last.file ?? '')?.[0] ?? String(version)
  const file = `${digits}_${name}.squash.${backend}.sql`
  const ways = [
    {
      form: 'schema',
      text: isAllInModel(list, context) ? schemaText(reached.schema, reached.seen, dialect) : undefined,
    },
    { form: 'texts', text: allTexts(list, context) },
  ] as const
  const differences: string[] = []
  for (const { form, text: body } of ways) {
    if (body === undefined) continue
    const text = head + body
    const found = await differencesOf(free, reached, { version, name, text })
    if (found.length === 0) return { version, name, file, text, form, squashes, proof: proofOf(reached) }
    differences.push(...found)
  }
  throw new HoldfastError(
    'migration',
    `Cannot ${action}: one text does not lead to the same: ${differences.length === 0 ? 'what they make is not all known to the model, and they are not all SQL in one transaction' : differences.join('; ')}; squash up to a lower number with to`,
    { report: { differences } },
  )
}

const requireEmpty = async (run: Run): Promise<void> => {
  const { context, ledger } = run
  const held = await inTransaction(run, async (work) => {
    const { tables, views, types, functions } = withoutLedger(await context.readSchema(work), ledger)
    const applied = (await ledger.read(work.tx)) ?? []
    return [...tables, ...views, ...types, ...functions.map((one) => ({ name: one })), ...applied][0]
  })
  if (held !== undefined)
    throw refuse(
      action,
      `both ways are gone from an empty database, and this one holds "${held.name}"; name an empty one, in memory or made for it: nothing stays in it`,
    )
}

/** Everything that it stands for: also what stood for others before. */
const squashedBy = (list: readonly LoadedMigration[]): readonly Squashed[] =>
  list.flatMap(({ version, checksum: sum, squashes }) => {
    if (squashes === undefined) return [{ version, checksum: sum }]
    const from = Math.min(...squashes.map((one) => one.from ?? one.version))
    return [...squashes, { from, version, checksum: sum }]
  })

const differencesOf = async (
  run: Run,
  { schema, rows }: Reached<Seeds>,
  { version, name, text }: { readonly version: number; readonly name: string; readonly text: string },
): Promise<readonly string[]> => {
  const migration: LoadedMigration = {
    version,
    name,
    checksum: checksum(text),
    up: { kind: 'sql', text },
    isOneTransaction: true,
    accept: {},
  }
  let found: Reached<undefined>
  try {
    found = await replay(run, [migration], async () => undefined)
  } catch (error) {
    return [reason(error, run.context.dialect)]
  }
  const changed = [...rows]
    .filter(([table, before]) => {
      const after = found.rows.get(table)
      return after !== undefined && (after.rows !== before.rows || after.hash !== before.hash)
    })
    .map(([table]) => `table ${table}: other rows`)
  if (fingerprintOf(found.schema) === fingerprintOf(schema)) return changed
  const changes = schemaDifference(found.schema, schema, { scope: 'all' }).changes.map(describeChange)
  return [...(changes.length === 0 ? ['the schema'] : changes), ...changed]
}

const proofOf = ({ schema, rows }: Reached<Seeds>): SquashedMigration['proof'] => ({
  fingerprint: fingerprintOf(schema),
  tables: schema.tables.length,
  rows: [...rows.values()].reduce((sum, { rows: count }) => sum + count, 0),
})
