import type { Result, Settled, Statement } from '@holdfast/core'
import { learn } from './learn.ts'
import { resultOf } from './result.ts'
import { asOne, spoken, type Spoken } from './speech.ts'
import { unnamed } from './statement-cache.ts'
import { Unit } from './unit.ts'
import type { Wire } from './wire.ts'

/**
 * Sends statements as one transaction that its Sync commits, and settles as the last of them. With `early` their answers come
 * before the commit. Throws, with nothing sent, when a parameter cannot be bound.
 */
export const sendTogether = (
  wire: Wire,
  statements: readonly [Statement, ...Statement[]],
  early: boolean,
  done: (settled: Settled<Result>, unit: Unit) => void,
): void => {
  const namings = statements.map(({ text, cache }) => (cache ? wire.cache.use(text) : unnamed))
  let all: readonly Spoken[]
  try {
    all = statements.map((statement, index) => spoken(statement, namings[index]!))
  } catch (error) {
    statements.forEach(({ text }, index) => wire.cache.forget(text, namings[index]!.name))
    throw error
  }
  const unit = new Unit(
    asOne(all, early),
    () => {
      const { answers, error, shapes } = unit
      all.forEach(({ text, naming }, index) => {
        if (naming.name === '') return
        learn(wire.cache, text, naming, index < answers.length ? shapes[index] : undefined, error)
      })
      done(resultOf(unit, statements.at(-1)!.text), unit)
    },
    all.map(({ naming }) => naming.shape),
  )
  wire.run(unit)
}
