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
    text:
      'Half of our time is the engine itself and a tenth JSON.parse. The rest is spread thin: reading all rows where the ' +
      'driver could read one, lending and returning a reader, the promise that `await` needs, and the hooks that ' +
      'AsyncLocalStorage puts on every promise once there was a transaction.',
  },
  {
    engine: 'sqlite',
    name: /^set, 64 sockets$/,
    text:
      'What sharing a commit saves is the wait for the disk, and this disk is fast: compare fdatasync with the time of one ' +
      'raw set. What stays is one upsert for each operation, which also rewrites the entry in the index of expiries, and the ' +
      'request itself, which costs both sides the same and bounds the ratio.',
  },
  {
    engine: 'postgres',
    name: /^get$/,
    text:
      'We look a single key up with the statement that looks many up, `key = any($3)`, and the server plans that anew each ' +
      'time although it is prepared: 70 µs more than `key = $3`.',
  },
]

export const reasonFor = ({ engine, name }: Row): string =>
  reasons.find((reason) => reason.engine === engine && reason.name.test(name))?.text ?? 'Not explained yet.'
