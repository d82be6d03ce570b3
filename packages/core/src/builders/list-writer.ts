import { types } from 'node:util'
import { checkBindable } from '../door/bindable.ts'
import { isPlain, writeJson, type WriteList } from './bindable.ts'

/** How an engine writes a list as text. Strings are in double quotes, with a backslash before a quote or a backslash. */
export interface ListSpelling {
  readonly open: string
  readonly close: string
  readonly none: string
  bytes(bytes: Uint8Array): string
  /** Whether an item that is JSON stands in quotes as a string does. */
  readonly quotesJson: boolean
}

/** Lists of any depth. An item is checked as a parameter is; a plain object among them is JSON. */
export const listWriter = (spelling: ListSpelling): WriteList => {
  const item = (value: unknown): string => {
    if (Array.isArray(value)) return write(value)
    if (typeof value === 'object' && value !== null && isPlain(value))
      return spelling.quotesJson ? quoted(writeJson(value)) : writeJson(value)
    const checked = checkBindable(value, 'run a query: bind an item of a list')
    if (checked === null) return spelling.none
    if (typeof checked === 'string') return quoted(checked)
    if (types.isDate(checked)) return quoted(checked.toISOString())
    return checked instanceof Uint8Array ? quoted(spelling.bytes(checked)) : String(checked)
  }
  const write: WriteList = (items) => `${spelling.open}${items.map(item).join(',')}${spelling.close}`
  return write
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
