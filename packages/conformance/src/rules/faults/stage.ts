import { sql, type Database } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { faultLayer, type FaultLayer } from '../../faults/fault-layer.ts'
import { openAt } from '../../suite.ts'

/** The shared database, opened once more through a layer of faults. */
export interface FaultStage {
  readonly db: Database
  readonly faults: FaultLayer
}

/**
 * Undefined where a backend speaks SQL without a driver: then there is nothing between it and core to disturb. One without
 * SQL says so.
 */
export const openFaulty = async (context: Context): Promise<FaultStage | undefined> => {
  const faults = faultLayer()
  const backend = faults.around(await context.suite.place.backend())
  if (backend === undefined) {
    await context.session.all(sql`select 1`)
    return undefined
  }
  const db = await openAt({ backend: () => backend })
  context.after(() => {
    faults.lay()
    return db.close({ drain: 1_000 })
  })
  return { db, faults }
}

const turns = 10_000

/** A connection is given back right after the last answer of its flight, so some turns of the loop may pass. */
export const allBack = async (faults: FaultLayer): Promise<void> => {
  for (let turn = 0; turn < turns && faults.out > 0; turn += 1) await new Promise(setImmediate)
  expect(faults.out, 'connections that were not given back').toBe(0)
}
