import { plan } from '../plan.ts'
import { idOf, personOf, type Person } from './person.ts'

/** How many there are before anything is measured. */
export const peopleCount = 10_000
export const filledPeople: readonly Person[] = Array.from({ length: peopleCount }, (_, index) =>
  personOf(index),
)

/** Coprime to the count, so that consecutive reads touch distant rows and every one comes up. */
export const someId = (index: number): string => idOf((index * 7_919) % peopleCount)

/** Rows that are not there yet: a counter for each contender, over all that it inserts. */
export const newPeople = (): (() => Person) => {
  let next = peopleCount
  return () => personOf(next++)
}

/** Pages are of this country, of grown-ups. */
export const wanted = { country: 'DE', age: 30, rows: 50 } as const

/** The rows of the bulk load. */
export const bulkPeople: readonly Person[] = Array.from({ length: plan.rows }, (_, index) => personOf(index))

/** The rows of the upsert: before each, the first half is there. */
export const upsertPeople: readonly Person[] = bulkPeople.slice(0, Math.floor(plan.rows / 10))
export const existingPeople: readonly Person[] = upsertPeople.slice(0, upsertPeople.length / 2)

/** Slices of an array, for those who send so many rows in a statement. */
export function* slices<T>(rows: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size)
}
