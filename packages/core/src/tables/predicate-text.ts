import type { ColumnSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Bound } from '../database/statement.ts'
import { successor } from '../door/byte-order.ts'
import type { Predicate, Test } from '../door/predicate.ts'
import { comparable, encodeValue } from './value-text.ts'

/** How a value gets into a statement: as a parameter, or written out in DDL, which takes none. */
export interface PredicateTarget {
  readonly dialect: Dialect
  /** Of the table whose columns are meant; empty in DDL. */
  readonly alias: string
  bind(value: Bound): string
}

const signs: Readonly<Record<Test, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }

/** The condition in SQL. It may be unknown where the predicate is false, except below `not`; a `where` cannot tell the two apart, a `check` must not be used with it bare. */
export const predicateText = (predicate: Predicate, target: PredicateTarget): string => {
  switch (predicate.op) {
    case 'and':
      return joined(predicate.of, ' and ', '1 = 1', target)
    case 'or':
      return joined(predicate.of, ' or ', '1 = 0', target)
    case 'not':
      return predicate.of.op === 'null'
        ? `${comparable(target.dialect, predicate.of.column, target.alias)} is not null`
        : `(${predicateText(predicate.of, target)}) is not true`
    case 'null':
      return `${comparable(target.dialect, predicate.column, target.alias)} is null`
    case 'compare': {
      const { column, test, value } = predicate
      return `${comparable(target.dialect, column, target.alias)} ${signs[test]} ${target.bind(encodeValue(target.dialect, column, value))}`
    }
    case 'in':
      return listText(
        predicate.column,
        predicate.values.map((value) => encodeValue(target.dialect, predicate.column, value)),
        target,
      )
    case 'prefix':
      return prefixText(predicate.column, predicate.prefix, target)
    case 'path':
    case 'path-exists': {
      const { dialect, alias } = target
      const at = `${alias === '' ? '' : `${alias}.`}${dialect.quote(predicate.column.name)}`
      const test =
        predicate.op === 'path' ? { sign: signs[predicate.test], value: predicate.value } : undefined
      return dialect.jsonTest(at, predicate.path, test, (value) => target.bind(value))
    }
  }
}

const joined = (of: readonly Predicate[], word: string, none: string, target: PredicateTarget): string => {
  if (of.length === 0) return none
  let texts = of.map((predicate) => predicateText(predicate, target))
  while (texts.length > widest) texts = inGroups(texts, word)
  return texts.length === 1 ? texts[0]! : `(${texts.join(word)})`
}

/** Engines read a chain as a tree that is as deep as the chain is long, and bound the depth: a long one becomes a chain of chains. */
const widest = 64
const groupSize = 8

const inGroups = (texts: readonly string[], word: string): string[] =>
  Array.from(
    { length: Math.ceil(texts.length / groupSize) },
    (_, index) => `(${texts.slice(index * groupSize, (index + 1) * groupSize).join(word)})`,
  )

/** Beyond it a list grows by so many: to double it could pass the limit that the list itself keeps. */
const largeList = 1_024

/** A list of a few lengths only, so that the texts stay few: filled up with the last value, which changes nothing. */
const listText = (column: ColumnSchema, values: readonly Bound[], target: PredicateTarget): string => {
  if (values.length === 0) return '1 = 0'
  const length =
    values.length > largeList
      ? Math.ceil(values.length / largeList) * largeList
      : 2 ** Math.ceil(Math.log2(values.length))
  const padded = values.concat(Array.from({ length: length - values.length }, () => values.at(-1)!))
  return `${comparable(target.dialect, column, target.alias)} in (${padded.map((value) => target.bind(value)).join(', ')})`
}

const prefixText = (column: ColumnSchema, prefix: string, target: PredicateTarget): string => {
  const name = comparable(target.dialect, column, target.alias)
  const end = successor(prefix)
  const low = `${name} >= ${target.bind(prefix)}`
  return end === undefined ? low : `(${low} and ${name} < ${target.bind(end)})`
}
