import type { BoundList, DriverCell } from '@holdfast/core'
import type { CellParser } from '../cells.ts'

const special = /["\\]/
const specials = /["\\]/g

/** A list as PostgreSQL's array literal. */
export const formatArray = (list: BoundList): string => {
  let literal = '{'
  let separator = ''
  for (const item of list) {
    literal += separator
    separator = ','
    if (item === null) literal += 'NULL'
    else if (typeof item === 'string')
      literal += `"${special.test(item) ? item.replace(specials, '\\$&') : item}"`
    else literal += String(item)
  }
  return `${literal}}`
}

/** Reads an array literal, nested to any depth; explicit bounds are dropped. */
export const parseArray = (text: string, parse: CellParser | undefined): readonly DriverCell[] => {
  let position = text.indexOf('{')

  const quoted = (): string => {
    let value = ''
    let start = (position += 1)
    for (;;) {
      const character = text[position]
      if (character === '"') break
      if (character === '\\') {
        value += text.slice(start, position)
        start = position += 1
      }
      position += 1
    }
    value += text.slice(start, position)
    position += 1
    return value
  }

  const bare = (): string => {
    const start = position
    while (text[position] !== ',' && text[position] !== '}') position += 1
    return text.slice(start, position)
  }

  const item = (): DriverCell => {
    if (text[position] === '{') return list()
    const isQuoted = text[position] === '"'
    const value = isQuoted ? quoted() : bare()
    if (!isQuoted && value === 'NULL') return null
    return parse === undefined ? value : parse(value)
  }

  const list = (): readonly DriverCell[] => {
    const items: DriverCell[] = []
    position += 1
    while (text[position] !== '}') {
      items.push(item())
      if (text[position] === ',') position += 1
    }
    position += 1
    return items
  }

  return list()
}
