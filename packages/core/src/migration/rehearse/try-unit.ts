import { statement } from '../../database/statement.ts'
import { runTogether } from '../run/finish.ts'
import type { Run } from '../run/run.ts'
import type { Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'

/** Does a unit within the transaction that is there, in another form where it has one. */
export const tryUnit = async (run: Run, work: Work, unit: Unit, untried: string[]): Promise<void> => {
  const { rehearsed } = run.context.dialect.alter
  switch (unit.form) {
    case 'together':
      return runTogether(run, work, [unit])
    case 'alone': {
      const text = typeof unit.statement === 'string' ? unit.statement : await unit.statement(work)
      const inside = rehearsed(text)
      if (inside === undefined) untried.push(`${unit.title}: the engine refuses it inside of a transaction`)
      else {
        const send = async (): Promise<void> => void (await work.execute(statement(inside)))
        await (run.watch === undefined ? send() : run.watch.during(work.ask, send, true))
      }
      return undefined
    }
    case 'batches':
      for (let cursor: string | null = null; ;) {
        const batch: { readonly cursor: string } | undefined = await unit.next(work, cursor)
        if (batch === undefined) return undefined
        ;({ cursor } = batch)
      }
  }
}
