/** A type, taken apart. */
export interface TypeName {
  /** As it was given, without a collation. */
  readonly text: string
  /** The engine's own name for it, without length or precision. */
  readonly base: string
  /** Length, or precision and scale. */
  readonly modifiers: readonly number[]
}

const aliases: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  decimal: 'numeric',
  float4: 'real',
  float8: 'double precision',
  float: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  char: 'character',
  bpchar: 'character',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
}

const collation = /\s+collate\s+(?:"(?:[^"]|"")*"|[\w.]+)\s*$/i
const modified = /\(\s*(-?\d+)\s*(?:,\s*(-?\d+)\s*)?\)/

export const typeOf = (type: string): TypeName => {
  const text = type.replace(collation, '').trim()
  const found = modified.exec(text)
  const name = text.replace(modified, '').replaceAll(/\s+/g, ' ').trim().toLowerCase()
  // A quoted name is somebody's own type, and is left as it is.
  const base = text.includes('"') ? text : (aliases[name] ?? name)
  return {
    text,
    base,
    modifiers: [found?.[1], found?.[2]].flatMap((part) => (part === undefined ? [] : Number(part))),
  }
}

export const isText = ({ base }: TypeName): boolean =>
  base === 'text' || base === 'character varying' || base === 'character'
