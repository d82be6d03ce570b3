/** Spellings of one type. */
const names: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  decimal: 'numeric',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  float8: 'double precision',
  float4: 'real',
  bool: 'boolean',
}

interface Type {
  readonly name: string
  readonly sizes: readonly number[]
}

const read = (spelled: string): Type => {
  const type = spelled.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  const [, before = type, sizes = '', after = ''] = /^([^(]+?)\s*\(([\d, ]+)\)\s*(.*)$/.exec(type) ?? []
  const name = after === '' ? before : `${before} ${after}`
  return { name: names[name] ?? name, sizes: sizes === '' ? [] : sizes.split(',').map(Number) }
}

/** Whether changing a column from one type to the other writes every row anew: all but the few that keep the bytes. */
export const isRewrite = (from: string, to: string): boolean => {
  const [old, next] = [read(from), read(to)]
  if (old.name === next.name && old.sizes.join() === next.sizes.join()) return false
  const [size = Number.POSITIVE_INFINITY, scale = 0] = old.sizes
  const [nextSize = Number.POSITIVE_INFINITY, nextScale = 0] = next.sizes
  const isText = (name: string): boolean => name === 'varchar' || name === 'text'
  if (isText(old.name) && isText(next.name)) return next.name === 'varchar' && nextSize < size
  if (old.name === 'cidr' && next.name === 'inet') return false
  if (old.name !== next.name) return true
  if (old.name === 'numeric') return next.sizes.length > 0 && (nextSize < size || nextScale !== scale)
  if (
    old.name === 'varbit' ||
    old.name.startsWith('timestamp') ||
    old.name === 'interval' ||
    old.name === 'time'
  )
    return next.sizes.length > 0 && nextSize < size
  return true
}
