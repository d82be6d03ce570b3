import type { Row } from './row.ts'

interface Reason {
  readonly engine: string
  readonly name: RegExp
  readonly text: string
}

/** Why a target is missed, found with a profiler. A miss that is not explained here is a regression to look into. */
const reasons: readonly Reason[] = [
  {
    engine: 'sqlite',
    name: /^get$/,
    text: 'Half of our time is the engine itself and a tenth JSON.parse. The rest is spread thin: reading all rows where the driver could read one, lending and returning a reader, the promise that `await` needs, and the hooks that AsyncLocalStorage puts on every promise once there was a transaction.',
  },
  {
    engine: 'sqlite',
    name: /^set, 64 sockets$/,
    text: 'What sharing a commit saves is the wait for the disk, and this disk is fast: compare fdatasync with the time of one raw set. What stays is one upsert for each operation, which also rewrites the entry in the index of expiries, and the request itself, which costs both sides the same and bounds the ratio.',
  },
  {
    engine: 'postgres',
    name: /^get$/,
    text: 'Both wait for the same round trip. Ours adds CPU in the client: the lane that gathers reads, the door, and the promises between them; and client and server share the cores.',
  },
  {
    engine: 'postgres',
    name: /^get, 64 sockets$/,
    text: 'The target is out of reach on this machine, where client, server and load share two cores: eight times the pool would be hardly more than an empty request takes. Without sockets the ratio is that of the row below.',
  },
  {
    engine: 'postgres',
    name: /^set, 64 sockets$/,
    text: 'Without sockets about half of a set is CPU of the client (encoding, batching, arrays, replies) and half the server, which runs one upsert for the batch, and with it the lock timeout and the token that settles a lost COMMIT. Both share two cores.',
  },
  {
    engine: 'duckdb',
    name: /^bulk load/,
    text: 'The appender itself keeps up with the raw driver. What is added is the door, which checks every value, and the turning of row objects into cells, which together take about as long as the appender.',
  },
  {
    engine: 'duckdb',
    name: /^set, 64 sockets$/,
    text: 'A flight costs a commit and a little for each row in it. Behind sockets two groups of callers alternate, so a flight carries half of them; with all 64 in one flight the ratio is that of the row below.',
  },
]

export const reasonFor = ({ engine, name }: Row): string =>
  reasons.find((reason) => reason.engine === engine && reason.name.test(name))?.text ?? 'Not explained yet.'
