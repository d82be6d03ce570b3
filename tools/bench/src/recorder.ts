import { fdatasync } from './disk.ts'
import type { PeakMemory } from './migrations/peak-memory.ts'
import type { Row } from './row.ts'
import type { Sample } from './sample.ts'
import { plan } from './plan.ts'
import { median } from './statistics.ts'

export interface Rival {
  readonly name: string
  readonly sample: Sample
  /** The least ratio of its time to ours that was aimed at. */
  readonly target?: number
}

export interface Comparison {
  readonly name: string
  readonly unit?: 'calls'
  readonly ours: Sample
  readonly rivals: readonly Rival[]
  /** A folder: the answer of each operation waits for a disk, the one that this folder is on. */
  readonly durable?: string
  readonly rounds?: number
  readonly meanBatch?: () => Promise<number>
  readonly socket?: Sample
  /** What it took us at most, asked when all rounds are over. */
  readonly memory?: () => PeakMemory
}

/** Runs comparisons and keeps their rows. */
export class Recorder {
  readonly rows: Row[] = []
  readonly #engine: string

  constructor(engine: string) {
    this.#engine = engine
  }

  /**
   * Interleaves the contenders, A B C, B C A, …, so that what disturbs the machine disturbs all of them, after one round
   * that only warms up.
   */
  async compare({
    name,
    unit,
    ours,
    rivals,
    durable,
    rounds = plan.rounds,
    meanBatch,
    socket,
    memory,
  }: Comparison): Promise<void> {
    const samples = [ours, ...rivals.map(({ sample }) => sample), ...(socket === undefined ? [] : [socket])]
    const taken = samples.map((): number[] => [])
    const waits: number[] = []
    for (const sample of samples) await sample()
    for (let round = 0; round < rounds; round++) {
      if (durable !== undefined) waits.push(await fdatasync(durable))
      for (let turn = 0; turn < samples.length; turn++) {
        const at = (round + turn) % samples.length
        taken[at]!.push(await samples[at]!())
      }
    }
    const beside = {
      ...(unit === undefined ? {} : { unit }),
      ...(durable === undefined ? {} : { fdatasync: median(waits) }),
      ...(meanBatch === undefined ? {} : { meanBatch: await meanBatch() }),
      ...(memory === undefined ? {} : { memory: memory() }),
      ...(socket === undefined ? {} : { socket: median(taken[samples.length - 1]!) }),
    }
    for (const [index, rival] of rivals.entries()) {
      const row = rowOf(name, this.#engine, taken[0]!, rival, taken[index + 1]!)
      this.rows.push({ ...row, ...beside })
      console.log(line({ ...row, ...beside }))
    }
  }
}

const rowOf = (
  name: string,
  engine: string,
  ours: readonly number[],
  rival: Rival,
  theirs: readonly number[],
): Row => {
  const ratios = ours.map((time, round) => theirs[round]! / time)
  const ratio = median(theirs) / median(ours)
  const target = rival.target ?? null
  return {
    name,
    engine,
    ours: median(ours),
    rivalName: rival.name,
    rival: median(theirs),
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    target,
    ok: target === null || ratio >= target,
  }
}

const line = ({ name, engine, ours, rivalName, rival, ratio, target, ok, unit, ...beside }: Row): string =>
  `${engine} ${name}: ${ours.toFixed(1)} ${unit ?? 'µs'}, ${rivalName} ${rival.toFixed(1)} ${unit ?? 'µs'}, ${ratio.toFixed(2)}×` +
  (target === null ? '' : ` (target ${target.toFixed(2)}×, ${ok ? 'met' : 'MISSED'})`) +
  (beside.meanBatch === undefined ? '' : `, mean batch ${beside.meanBatch.toFixed(1)}`) +
  (beside.socket === undefined ? '' : `, an empty request ${beside.socket.toFixed(1)} µs`) +
  (beside.memory === undefined
    ? ''
    : `, memory ${beside.memory.resident.toFixed(0)} MiB, heap ${beside.memory.heap.toFixed(0)} MiB`) +
  (beside.fdatasync === undefined ? '' : `, fdatasync ${beside.fdatasync.toFixed(0)} µs`)
