import type { SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import { KeyedTable } from '../keyed/keyed-table.ts'
import { givenToken, givenTtl, isHeld } from '../leases/lease-columns.ts'
import { stepColumns } from './run-row.ts'
import { runTable, signalTable, stepTable } from './tables.ts'

/** The keyed statements of the runs of one store. */
export interface Shapes {
  readonly insert: Shape
  readonly extend: Shape
  readonly progress: Shape
  readonly putStep: Shape
  readonly addSignal: Shape
}

const text = (name: string): SourceColumn => ({ name: `new_${name}`, type: 'text' })
const whole = (name: string): SourceColumn => ({ name: `new_${name}`, type: 'bigint' })

const wholeColumns: ReadonlySet<string> = new Set([
  'position',
  'attempts',
  'until',
  'started_at',
  'completed_at',
])
const givenRun = text('run')
const givenStep = stepColumns.map((name) => (wholeColumns.has(name) ? whole(name) : text(name)))
const [workflow, input, steps, deadline] = [
  text('workflow'),
  text('input'),
  whole('steps'),
  whole('deadline'),
]
const [signal, sentAs, nth, payload] = [text('signal'), text('sent_as'), whole('nth'), text('payload')]
const progress = text('progress')

export const shapesOf: StoreShapes<Shapes> = builtOnce((dialect, space, lane) => {
  const runs = new KeyedTable(dialect, space, lane, runTable)
  const rowsOfSteps = new KeyedTable(dialect, space, lane, stepTable)
  const signals = new KeyedTable(dialect, space, lane, signalTable)
  const { now } = runs
  return {
    insert: runs.upsert('START', {
      given: [workflow, input, steps, deadline],
      row: (given) => ({
        workflow: given(workflow),
        state: "'pending'",
        input: given(input),
        steps: given(steps),
        signals: '0',
        deadline_at: `${now} + ${given(deadline)}`,
        fence: '0',
        granted_at: now,
        leased_until: now,
        created_at: now,
      }),
      update: 'state = t.state',
      when: '1 = 0',
      returning: ['fence'],
    }),
    extend: runs.update('EXTEND', {
      given: [givenToken, givenTtl],
      set: (given) => ({ leased_until: `${now} + ${given(givenTtl)}` }),
      condition: (given) => isHeld(now, given),
    }),
    progress: runs.update('PROGRESS', {
      given: [givenToken, progress],
      set: (given) => ({ progress: given(progress) }),
      condition: (given) => isHeld(now, given),
    }),
    putStep: rowsOfSteps.upsert('STEP', {
      given: [givenRun, ...givenStep],
      row: (given) => ({
        run: given(givenRun),
        ...Object.fromEntries(stepColumns.map((name, index) => [name, given(givenStep[index]!)])),
      }),
      update: stepColumns.map((name) => `${name} = excluded.${name}`).join(', '),
      timed: false,
    }),
    addSignal: signals.upsert('SIGNAL', {
      given: [givenRun, signal, sentAs, nth, payload],
      row: (given) => ({
        run: given(givenRun),
        signal: given(signal),
        sent_as: given(sentAs),
        nth: given(nth),
        payload: given(payload),
        sent_at: now,
        taken: '0',
      }),
      update: 'taken = t.taken',
      when: '1 = 0',
      returning: ['nth'],
    }),
  }
})
