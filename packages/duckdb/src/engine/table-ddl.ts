/** What only the text of a table's DDL tells: by column's name. */
export interface ColumnDdl {
  readonly generated?: string
  readonly collation?: string
}

const pieces = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^\s'"(),]+/g

/** Reads the text that the engine writes for a table. Its own form is regular: `name type [collate …] [generated always as(…)] …`. */
export const tableDdl = (sql: string): ReadonlyMap<string, ColumnDdl> => {
  const found = new Map<string, ColumnDdl>()
  for (const item of itemsOf(sql)) {
    const name = item[0]?.text
    if (name === undefined) continue
    const words = item.map(({ text, depth }) => (depth === 1 ? text.toUpperCase() : ''))
    const collation = item[words.indexOf('COLLATE') + 1]?.text
    const always = words.indexOf('ALWAYS')
    const isGenerated = always > 1 && words[always - 1] === 'GENERATED' && words[always + 1] === 'AS'
    found.set(unquoted(name), {
      ...(words.includes('COLLATE') && collation !== undefined && { collation: unquoted(collation) }),
      ...(isGenerated && { generated: groupAt(sql, item[always + 2]!.start) }),
    })
  }
  return found
}

export interface Piece {
  readonly text: string
  readonly start: number
  /** Of parentheses around it. */
  readonly depth: number
}

/** What stands between the commas of the outermost parentheses. */
export const itemsOf = (sql: string): readonly (readonly Piece[])[] => {
  const items: Piece[][] = []
  let depth = 0
  for (const { 0: text, index: start } of sql.matchAll(pieces)) {
    if (text === ')') depth--
    if (depth > 0 && !(depth === 1 && text === ',')) items.at(-1)!.push({ text, start, depth })
    if (text === '(') depth++
    if ((text === '(' || text === ',') && depth === 1) items.push([])
  }
  return items
}

const groupAt = (sql: string, start: number): string => {
  let depth = 0
  for (const { 0: text, index } of sql.slice(start).matchAll(pieces)) {
    if (text === '(') depth++
    if (text === ')' && --depth === 0) return sql.slice(start + 1, start + index)
  }
  return ''
}

export const unquoted = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
