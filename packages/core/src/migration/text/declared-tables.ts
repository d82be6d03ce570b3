import type { DeclaredChange } from '../../contracts/sql-script.ts'

const name = String.raw`(?:[^\s(),"\u0060\[\].]+|"(?:[^"]|"")+"|\u0060[^\u0060]+\u0060|\[[^\]]+\])`
const qualified = String.raw`${name}(?:\.${name})*`
const item = new RegExp(String.raw`\s*(${qualified})\s*(?:\(([^()]*)\)\s*)?(,|$)`, 'y')
const column = new RegExp(`^${name}$`)

/** `users, orders(total, paid_at)` as data; undefined when it is not of this form. */
export const declaredTables = (text: string, line: number): readonly DeclaredChange[] | undefined => {
  const tables: DeclaredChange[] = []
  for (item.lastIndex = 0; ;) {
    const found = item.exec(text)
    if (found === null) return undefined
    const [, table = '', list, separator] = found
    if (list === undefined) tables.push({ table, line })
    else {
      const columns = list.split(',').map((written) => written.trim())
      if (!columns.every((written) => column.test(written))) return undefined
      tables.push({ table, columns, line })
    }
    if (separator === '') return tables
  }
}
