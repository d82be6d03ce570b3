import { plan } from './plan.ts'

/** The store's name and size. */
export const store = 'bench'
export const keyCount = 10_000

/** Coprime to the count, so that consecutive calls touch distant keys and every key comes up. */
const stride = 7_919

const names: readonly string[] = Array.from(
  { length: keyCount },
  (_, number) => `user:${String(number).padStart(6, '0')}`,
)

export const keyOf = (index: number): string => names[(index * stride) % keyCount]!

/** As JSON about 130 bytes. */
export interface Value {
  readonly id: number
  readonly email: string
  readonly roles: readonly string[]
  readonly credits: number
  readonly active: boolean
}

export const valueOf = (index: number): Value => ({
  id: index,
  email: `user-${index}@example.com`,
  roles: ['reader', 'editor', 'reviewer'],
  credits: index % 1000,
  active: index % 2 === 0,
})

/** Every entry, for loading a store. */
export function* entries(): Generator<readonly [string, Value]> {
  for (const [index, name] of names.entries()) yield [name, valueOf(index)]
}

/** Keys for reading many at once. */
export const manyKeys = (index: number): string[] =>
  Array.from({ length: 20 }, (_, offset) => keyOf(index * 20 + offset))

export type Event = { readonly id: number; readonly name: string; readonly score: number }

/** The rows of the bulk load. */
export const events: readonly Event[] = Array.from({ length: plan.rows }, (_, id) => ({
  id,
  name: `event number ${id}`,
  score: id / 8,
}))

/** Rows of the table that transactions change. */
export const accountCount = 1_000
