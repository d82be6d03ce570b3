export { importJson } from './run/import-json.ts'
export { imports } from './ledger/imports.ts'
export { importFiles } from './ledger/import-files.ts'
export { importRejects } from './ledger/import-rejects.ts'
export { isImported } from './ledger/is-imported.ts'
export { inferJson } from './infer/infer-json.ts'
export { into, intoTables } from './mapping/into.ts'
export { JsonNumber } from './json/json-number.ts'
export { writeExact } from './json/write-json.ts'
export { parseExact } from './json/parse-exact.ts'
export type { ExactJson } from './json/exact-json.ts'
export type { DuplicateKeys } from './json/parse-json.ts'
export type { Unreadable } from './folder/inventory.ts'
export type {
  JsonMapping,
  JsonSource,
  MappingOptions,
  PlainMapping,
  TableMapping,
  TablesMapping,
} from './mapping/mapping.ts'
export type { FieldReport, JsonType } from './infer/field-facts.ts'
export type { InferOptions, InferredFolder, InferredKind } from './infer/infer-json.ts'
export type { Shape } from './reading/shape.ts'
export type { ImportOptions, ImportProgress } from './run/options.ts'
export type { ImportProblem } from './run/problem.ts'
export type { ImportReport } from './run/report.ts'
