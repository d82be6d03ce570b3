/** What a type can hold, as far as its name says. */
export interface TypeShape {
  readonly family: 'integer' | 'float' | 'decimal' | 'text' | 'timestamp' | 'zoned' | 'date' | 'other'
  /** Bytes of an integer, bits of a float, characters of a text, digits behind a second; infinite where there is no bound. */
  readonly size: number
  /** Of a decimal: the digits behind the point. */
  readonly scale: number
}

const integers: Readonly<Record<string, number>> = {
  tinyint: 1,
  int1: 1,
  smallint: 2,
  int2: 2,
  int: 4,
  int4: 4,
  integer: 4,
  serial: 4,
  bigint: 8,
  int8: 8,
  bigserial: 8,
  hugeint: 16,
}
const floats: Readonly<Record<string, number>> = {
  real: 24,
  float4: 24,
  'double precision': 53,
  double: 53,
  float8: 53,
}
/** The digits behind the second. */
const fractions: Readonly<Record<string, number>> = { timestamp_s: 0, timestamp_ms: 3, timestamp_ns: 9 }
/** Every number of so many digits has room in an integer of so many bytes. */
const digitsOf: Readonly<Record<number, number>> = { 1: 2, 2: 4, 4: 9, 8: 18, 16: 38 }
const texts = new Set([
  'text',
  'varchar',
  'char',
  'character',
  'character varying',
  'bpchar',
  'string',
  'nvarchar',
])

/** Reads a type as statements and engines spell it. */
export const typeShape = (spelled: string): TypeShape => {
  const type = spelled.toLowerCase().trim()
  const [, name = type, arguments_, behind = ''] = /^([a-z0-9_ ]+?)\s*(?:\(([^)]*)\)(.*))?$/.exec(type) ?? []
  const numbers = (arguments_ ?? '')
    .split(',')
    .map((text) => (text.trim() === '' ? Number.NaN : Number(text)))
  const [first = Number.NaN, second = Number.NaN] = numbers
  const shape = (family: TypeShape['family'], size = Number.POSITIVE_INFINITY, scale = 0): TypeShape => ({
    family,
    size,
    scale,
  })
  if (integers[name] !== undefined) return shape('integer', integers[name])
  if (floats[name] !== undefined) return shape('float', floats[name])
  if (name === 'float') return shape('float', first <= 24 ? 24 : 53)
  if (name === 'numeric' || name === 'decimal') {
    if (Number.isNaN(first)) return shape('decimal', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    return shape('decimal', first, Number.isNaN(second) ? 0 : second)
  }
  if (texts.has(name)) {
    const one = name === 'char' || name === 'character' || name === 'bpchar' ? 1 : Number.POSITIVE_INFINITY
    return shape('text', Number.isNaN(first) ? one : first)
  }
  const whole = `${name}${behind}`
  const instants = shape('timestamp', Number.isNaN(first) ? (fractions[name] ?? 6) : first)
  if (name === 'timestamptz' || /^timestamp.* with time zone$/.test(whole))
    return { ...instants, family: 'zoned' }
  if (whole.startsWith('timestamp') || whole === 'datetime') return instants
  if (whole === 'date') return shape('date')
  return shape('other')
}

/** Why values of the first type may not fit the second; nothing where every one does, or nobody can tell. */
export const narrowing = (from: TypeShape, to: TypeShape): string | undefined => {
  if (from.family === to.family) {
    const isNarrower = to.size < from.size || (from.family === 'decimal' && to.scale < from.scale)
    const digits = from.family === 'decimal' && to.size - to.scale < from.size - from.scale
    return isNarrower || digits ? 'it holds less' : undefined
  }
  if (from.family === 'zoned' && to.family === 'timestamp') return 'the time zone is lost'
  if ((from.family === 'zoned' || from.family === 'timestamp') && to.family === 'date')
    return 'the time is lost'
  if (to.family === 'integer' && from.family === 'decimal' && from.scale <= 0)
    return from.size > (digitsOf[to.size] ?? 0) ? 'it holds less' : undefined
  if (to.family === 'integer' && (from.family === 'float' || from.family === 'decimal'))
    return 'fractions are lost'
  if (to.family === 'float' && from.family === 'integer' && from.size * 8 > to.size)
    return 'large numbers are rounded'
  if (to.family === 'float' && from.family === 'decimal') return 'digits are rounded'
  if (to.family === 'decimal' && from.family === 'float' && Number.isFinite(to.scale))
    return 'digits are rounded'
  return undefined
}
