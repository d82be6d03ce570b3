import type { Keeps } from '../../contracts/column.ts'
import type { ColumnSchema, ReferenceSchema } from '../../contracts/table.ts'
import { snakeCase } from '../../tables/column-schemas.ts'
import { propertySource, stringSource, valueSource } from './value-source.ts'

/** A piece of TypeScript and what it imports from the package. */
export interface Source {
  readonly text: string
  readonly imports: readonly string[]
}

const makers: Readonly<
  Record<Keeps, (property: string) => { readonly text: string; readonly name: string }>
> = {
  created: (property) => ({ text: stamp('timestamps', 'created', property), name: 'timestamps' }),
  updated: (property) => ({ text: stamp('timestamps', 'updated', property), name: 'timestamps' }),
  'deleted-at': (property) => ({ text: stamp('softDelete', 'at', property), name: 'softDelete' }),
  'deleted-by': (property) => ({ text: stamp('softDelete', 'by', property), name: 'softDelete' }),
  version: () => ({ text: 'version()', name: 'version' }),
  tenant: () => ({ text: 'tenant()', name: 'tenant' }),
}

const stamp = (maker: string, which: string, property: string): string =>
  `${maker}({ ${which}: ${stringSource(property)} })[${stringSource(property)}]`

/** What makes a column, as `text().nullable().default('x')`. `reference`: the name of the variable that holds the table it refers to, and its property. */
export const columnSource = (
  column: ColumnSchema,
  parts: {
    /** Whether it says how it is called in the database, where that does not follow from the property. */
    readonly names: boolean
    readonly reference?: Pick<ReferenceSchema, 'onDelete'> & {
      readonly variable: string
      readonly property: string
      readonly isTyped: boolean
    }
    /** Whether it says that it is the key, or unique. */
    readonly limits: boolean
  },
): Source => {
  const imports: string[] = []
  let text: string
  if (column.keeps === undefined) {
    const { name, given } = kindSource(column)
    imports.push(name)
    text = `${name}(${given})`
  } else {
    const made = makers[column.keeps](column.property)
    imports.push(made.name)
    text = made.text
  }
  if (parts.names && column.name !== snakeCase(column.property))
    text += `.named(${stringSource(column.name)})`
  if (column.keeps !== undefined) return { text, imports }
  if (column.isNullable) text += '.nullable()'
  if (column.fallback !== undefined) {
    const { fallback } = column
    if ('value' in fallback) text += `.default(${fallbackSource(column.kind, fallback.value)})`
    else {
      const name = fallback.expression === 'now' ? 'now' : 'newUuid'
      imports.push(name)
      text += `.default(${name})`
    }
  }
  if (parts.limits && column.isPrimaryKey === true) text += '.primaryKey()'
  if (parts.limits && column.isUnique === true) text += '.unique()'
  if (parts.reference !== undefined) {
    const { variable, property, onDelete, isTyped } = parts.reference
    const member = /^[A-Za-z_$][\w$]*$/.test(property)
      ? `.${propertySource(property)}`
      : `[${stringSource(property)}]`
    const options = onDelete === 'restrict' ? '' : `, { onDelete: ${stringSource(onDelete)} }`
    text += `.references(()${isTyped ? ': TableColumn' : ''} => ${variable}${member}${options})`
    if (isTyped) imports.push('type TableColumn')
  }
  return { text, imports }
}

/** The default of a JSON column is kept as its text. */
const fallbackSource = (kind: ColumnSchema['kind'], value: unknown): string =>
  kind === 'json' && typeof value === 'string' ? valueSource(JSON.parse(value)) : valueSource(value)

const kindSource = ({
  kind,
  precision,
  scale,
  values,
  collation,
}: ColumnSchema): { name: string; given: string } => {
  switch (kind) {
    case 'enum':
      return { name: 'oneOf', given: (values ?? []).map(stringSource).join(', ') }
    case 'decimal':
      return {
        name: 'decimal',
        given: [precision, scale].filter((part) => part !== undefined).join(', '),
      }
    case 'text':
      return {
        name: 'text',
        given: collation === undefined ? '' : `{ collation: ${stringSource(collation)} }`,
      }
    default:
      return { name: kind, given: '' }
  }
}
