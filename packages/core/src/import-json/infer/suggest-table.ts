import type { Shape } from '../reading/shape.ts'
import type { FieldReport } from './field-facts.ts'

const largest64 = 2 ** 63

/** The definition of a table that the records would fit, as the text of a module, and the mapping. It is a draft: names and keys want a look. */
export const suggestTable = (
  pattern: string,
  shape: Shape,
  records: number,
  fields: readonly FieldReport[],
): string => {
  const name = nameOf(pattern)
  const key = shape === 'entries' ? undefined : keyOf(fields, records)
  const columns = fields.map((field) => {
    const { made, note } = columnOf(field, records)
    const nullable = field !== key && (field.nulls > 0 || field.present < records) ? '.nullable()' : ''
    const primary = field === key ? '.primaryKey()' : ''
    return `  ${propertyOf(field.name)}: ${made}${primary}${nullable},${note === undefined ? '' : ` // ${note}`}`
  })
  const own = fields.some((field) => field.name === 'id') ? 'recordId' : 'id'
  const origin = shape === 'entries' ? 'the key of the entry' : 'made from the place of the record'
  if (key === undefined) columns.unshift(`  ${own}: text().primaryKey(), // ${origin}`)
  const hasAbsent = fields.some(({ present }) => present < records)
  const options = [
    ...(shape === 'value' || shape === 'lines' ? [] : [`shape: '${shape}'`]),
    ...(hasAbsent ? [`absent: 'null'`] : []),
  ]
  const given = options.length === 0 ? '' : `, { ${options.join(', ')} }`
  const identifier = name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
  return [
    `const ${identifier} = defineTable(${quoted(name)}, {`,
    ...columns,
    '})',
    `// ${quoted(pattern)}: into(${identifier}${given})`,
    '',
  ].join('\n')
}

const columnOf = (field: FieldReport, records: number): { readonly made: string; readonly note?: string } => {
  const [type, ...others] = Object.keys(field.types)
  if (type === undefined) return { made: 'json()', note: 'never more than null' }
  if (others.length > 0 || type === 'array' || type === 'object') {
    if (field.beyondSafe + field.inexact > 0)
      return { made: 'text()', note: 'as writeExact gives it: it holds long numbers' }
    return { made: 'json()', ...(others.length > 0 && { note: [type, ...others].join(' or ') }) }
  }
  if (type === 'boolean') return { made: 'boolean()' }
  return type === 'number' ? numberColumn(field) : textColumn(field, records)
}

const numberColumn = ({
  fractions,
  beyondSafe,
  inexact,
  minusZeros,
  smallest = 0,
  largest = 0,
}: FieldReport) => {
  const isWide = smallest < -largest64 || largest >= largest64
  if (inexact > 0 || (beyondSafe > 0 && (isWide || fractions > 0))) {
    return { made: 'text()', note: 'as writeExact gives it: no number column holds these' }
  }
  const note = minusZeros > 0 ? { note: '−0 occurs, which no column holds' } : {}
  if (beyondSafe > 0) return { made: 'bigint()', ...note }
  return { made: fractions > 0 ? 'real()' : 'integer()', ...note }
}

const textColumn = ({ form, unkeepable, values, present, nulls }: FieldReport, records: number) => {
  if (unkeepable > 0)
    return { made: 'text()', note: 'as writeExact gives it: U+0000 or half of a surrogate pair' }
  if (form === 'uuid') return { made: 'uuid()' }
  if (form === 'instant') return { made: 'timestamp()' }
  if (form === 'day') return { made: 'date()' }
  const isFew = values !== undefined && records >= 20 && present - nulls >= values.length * 5
  return isFew ? { made: 'text()', note: `or oneOf(${values.map(quoted).join(', ')})` } : { made: 'text()' }
}

/** A column that can be the key: every record has it, and no two the same. */
const keyOf = (fields: readonly FieldReport[], records: number): FieldReport | undefined =>
  fields.find(
    ({ name, present, nulls, isUnique, types }) =>
      /^_?(?:id|key|uuid|guid)$/i.test(name) &&
      present === records &&
      nulls === 0 &&
      isUnique === true &&
      Object.keys(types).length === 1 &&
      types.boolean === undefined,
  )

const nameOf = (pattern: string): string => {
  const steps = pattern.split('/').map((step) => step.replace(/\.[^.]*$/, ''))
  const step = steps.findLast((one) => !/^[*?]*$/.test(one)) ?? 'records'
  const name = step
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  return /^[a-z]/.test(name) ? name : `records_${name}`
}

const propertyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name))

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
