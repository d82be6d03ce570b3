import type { Hazard, LintContext } from '@holdfast/core'

/** Functions of extensions that the engine would fetch: what 1.5 says of each when it cannot. */
const fetched: readonly (readonly [extension: string, functions: RegExp])[] = [
  ['spatial', /^st_/],
  ['excel', /^(?:read_xlsx|excel_text)$/],
  ['fts', /^(?:stem|match_bm25|create_fts_index)$/],
  ['inet', /^(?:host|netmask|broadcast|family)$/],
  ['avro', /^read_avro$/],
  ['iceberg', /^iceberg_/],
  ['delta', /^delta_scan$/],
  ['sqlite_scanner', /^sqlite_(?:scan|query|attach)$/],
  ['postgres_scanner', /^postgres_(?:scan|query|execute|attach)/],
  ['mysql_scanner', /^mysql_(?:query|execute)$/],
  ['tpch', /^dbgen$/],
  ['tpcds', /^dsdgen$/],
]

/** A place in the network that is read or written; one in a value is a text like any other. */
const remote =
  /(?:\b(?:from|join|to)|\bread_\w+\s*\(|\b\w+_scan\s*\()\s*\[?\s*'(https?|s3[an]?|gcs|gs|r2|hf):\/\//i

const needed = ({ statements, actions }: LintContext, at: number): string | undefined => {
  const facts = statements[at]!
  if (facts.kind === 'extension') return 'installs or loads an extension'
  const call = facts.calls.find((name) => fetched.some(([, functions]) => functions.test(name)))
  if (call !== undefined) {
    const [extension] = fetched.find(([, functions]) => functions.test(call))!
    return `calls ${call}(), which is of the extension ${extension}`
  }
  const [, scheme] = remote.exec(facts.statement.text) ?? []
  if (scheme !== undefined) return `reads or writes at ${scheme.toLowerCase()}://, by the extension httpfs`
  const columns = [
    ...(facts.kind === 'create-table' ? facts.columns.map(({ type }) => type) : []),
    ...actions.flatMap((one) =>
      one.at !== at
        ? []
        : one.action.kind === 'add-column'
          ? [one.action.column.type]
          : one.action.kind === 'set-type'
            ? [one.action.type]
            : [],
    ),
  ]
  return columns.includes('inet')
    ? 'has a column of the type inet, which is of the extension inet'
    : undefined
}

/** Statements for which the engine installs and loads an extension by itself, from its own place in the network, unless it is there. */
export function* extensions(context: LintContext): Iterable<Hazard> {
  for (const at of context.statements.keys()) {
    const message = needed(context, at)
    if (message !== undefined) yield { at, message }
  }
}
