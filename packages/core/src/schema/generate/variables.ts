const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** What a module may not call a variable: words of the language, what it imports, and what it exports. */
const reserved: readonly string[] = [
  ...words(`arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
    function if implements import in instanceof interface let new null package private protected public return static super switch this throw true
    try typeof undefined var void while with yield Infinity NaN`),
  ...words(`defineTable now newUuid timestamps softDelete version tenant oneOf text integer bigint real decimal boolean timestamp date json bytes uuid
    AnyTable TableColumn Date Uint8Array Readonly Record`),
  ...words(`addCheck addColumn addReference addUnique backfill changeColumnType createIndex createTable dropCheck dropColumn dropDefault dropIndex
    dropNotNull dropReference dropTable dropUnique renameColumn renameTable run setDefault setNotNull sqlStep`),
  ...words('up down accept'),
]

/** The variables that hold tables in a module: each table's own, and none that means something else there. */
export const variables = (): ((table: string) => string) => {
  const given = new Map<string, string>()
  const taken = new Set(reserved)
  return (table) => {
    const known = given.get(table)
    if (known !== undefined) return known
    const plain = plainVariable(table)
    let name = taken.has(plain) ? `${plain}Table` : plain
    for (let number = 2; taken.has(name); number += 1) name = `${plain}Table${number}`
    taken.add(name)
    given.set(table, name)
    return name
  }
}

const plainVariable = (table: string): string => {
  const camel = table.replace(/[^\p{L}\p{N}]+(.)?/gu, (_, letter?: string) => (letter ?? '').toUpperCase())
  return /^\p{ID_Start}\p{ID_Continue}*$/u.test(camel) ? camel : `table${camel.replace(/[^\w]/g, '')}`
}
