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
    text: 'Nearly all of our time is the engine itself and JSON.parse. What is added is about 0.7 µs for checking the key, lending a reader and the promise of the answer; and, in an application that uses AsyncLocalStorage or while a transaction runs, the hooks that Node puts on every promise.',
  },
  {
    engine: 'sqlite',
    name: /^set, 64 sockets$/,
    text: 'What sharing a commit saves is the wait for the disk, and this disk is fast: compare fdatasync with the time of one raw set. Of about 19 µs for a set without sockets the shared COMMIT takes 10, because nearly every row of the batch lies on a page of its own and each page is written to the log, the upsert 4, and all of ours (JSON, the version, batching, promises) 5. Behind sockets the request itself comes on top, which costs both sides the same and bounds the ratio.',
  },
  {
    engine: 'postgres',
    name: /^get$/,
    text: 'Both wait for the same round trip, and both sides now spend the same CPU on it, in the client and in the server: about half of the time each. What differs from run to run is what else uses the two cores.',
  },
  {
    engine: 'postgres',
    name: /^get, 64 sockets$/,
    text: 'The target is out of reach on this machine, where client, server and load share two cores: an empty request alone takes about a quarter of a request through the pool, so even a get for nothing would not be five times as fast. Two thirds of our time are that empty request. Without sockets the ratio is that of the row below.',
  },
  {
    engine: 'postgres',
    name: /^set, 64 sockets$/,
    text: 'Callers behind sockets form two groups that take turns, so a flight carries half of them, and while it waits for the server and the disk the client is idle about half of the time. The empty request, which costs both sides the same, bounds the ratio too. Without sockets it is that of the row below.',
  },
  {
    engine: 'sqlite',
    name: /^records: insert$/,
    text: 'A lone insert waits for the disk, ours as that of every rival: each is one fsync of the log. Without the wait (synchronous = off) the raw statement takes about 20 µs, and BEGIN and COMMIT of their own make no difference to it; compare fdatasync beside the row, which is several times that. So nobody can be twice as fast as a builder alone, whatever it does. What can be shared is the wait: 64 callers share it in the row below.',
  },
  {
    engine: 'sqlite',
    name: /^records: page/,
    text: 'Three fifths of our time are the engine, as for everybody. The rest is what the others leave out: the row behind the page, integers read losslessly as bigints and checked on the way to numbers, times and UUIDs that are checked and made, and two cursors with the fingerprint of the query.',
  },
  {
    engine: 'duckdb',
    name: /^set, 64 sockets$/,
    text: 'A flight costs a statement and a commit, and something for each row in it, because its keys are written out one by one to be found by index. Behind sockets two groups of callers alternate, so a flight carries half of them; with all 64 in one flight the ratio is that of the row below.',
  },
  {
    engine: 'postgres',
    name: /^audit: an insert and an entry in one/,
    text: 'add() costs no round trip, for the entry goes out together with the COMMIT. What is left is work: a row and five entries of indexes, some 40 µs of the server, as much again of the process that checks and writes the statement, and more of the log for the commit to wait for. Where a commit waits longer for its disk, that is less than a seventh. log() answers when the server has, one round trip more.',
  },
  {
    engine: 'sqlite',
    name: /^audit: an insert and an entry in one/,
    text: 'Without round trips it is the pages: an entry goes into a table and four indexes, so a commit writes up to five pages more to the log. Without any index the raw statements still differ by a fifth where the disk is as fast as here.',
  },
  {
    engine: 'duckdb',
    name: /^audit: an insert and an entry in one/,
    text: 'Every insert costs the engine about a millisecond, whatever is inserted, and an audited transaction has two. Only the commit is shared.',
  },
  {
    engine: 'postgres',
    name: /^cache: hit$/,
    text: 'One caller after another waits for one round trip, whoever asks, so nobody can be three times as fast as one select of one row, which is all that cache-manager does (a little is the time of the statement, by which ours judges what is over, and the stamps of tags). What can be shared is the round trip: 64 callers share it in the row below.',
  },
  {
    engine: 'sqlite',
    name: /^migrations: \d+ on an empty database/,
    text: 'The thousand statements in one transaction, without anything else, take the engine some 150 µs each, nearly all of it the 400 added columns: after each it reads the whole schema again. So every table that is there already counts: with those of the history the same statements take 160, with those of the stores as well 205. The row without tables of stores shows that; no rival has any. Drizzle adds one insert each. Ours adds the cutting and reading of the text, which is how a hazard or a COMMIT in a file is found before anything runs, an entry and an event with its hash, the entries read again after the commit, and the schema read and written down for verify(): about a fifth of the whole in processor time.',
  },
  {
    engine: 'sqlite',
    name: /^migrations: (?:change of type|backfill)/,
    text: 'By hand nothing is tried and nothing is resumed. A change of type first converts every value there and back, which takes about a sixth of the whole. A backfill counts its rows first, a tenth of what one update by hand takes; it finds the end of each batch in the index of the key, commits each batch with its cursor, and updates by key where one update of all goes through the table once.',
  },
  {
    engine: 'duckdb',
    name: /^migrations: (?:change of type|backfill)/,
    text: 'The engine changes a whole column at a time, a million values in some 40 ms of one thread, so all that stands beside that shows. Each value is converted there and back before: 45 ms of processor time on two threads, of which 43 are the two conversions. Within the change (`using` with a comparison) the same takes 85 ms of the one thread that a change has. The log is merged into the file at once, 13 ms and the disk, because a log with an altered table may not be opened by others; by hand that comes with the close, behind the measurement. The run itself (its lock, the history, the schema) is sixty statements, four commits and one more merge, 13 ms of it the list of macros, which the engine finds by describing all of its own functions. A backfill in batches costs the engine 1.3 times the processor time of one update of all (570 ms against 440), since each batch goes to the log and from there to the file; a log that is merged later (64 MiB) changes nothing about the sum. One batch of all rows would hold all of them in memory.',
  },
  {
    engine: 'postgres',
    name: /^migrations: (?:change of type|backfill)/,
    text: 'A change of type first converts every value there and back between savepoints, one more read of the table. A backfill counts its rows and finds the end of each batch by key, which reads the rows once more, and updates by key where one update of all goes through the table once.',
  },
  {
    engine: 'sqlite',
    name: /^migrations: start with/,
    text: 'Ours reads and hashes each of the 1 000 files and holds all of them against the history, so that an edited, missing or misplaced one is found at every start. No rival compares checksums: Umzug, Knex and Kysely compare names, Drizzle looks at its newest entry. The limit of 50 ms is met.',
  },
  {
    engine: 'postgres',
    name: /^migrations: start with/,
    text: 'Ours reads and hashes each of the 1 000 files and holds all of them against the history, so that an edited, missing or misplaced one is found at every start. No rival compares checksums: Umzug, Knex and Kysely compare names, Drizzle looks at its newest entry.',
  },
  {
    engine: 'postgres',
    name: /^migrations: \d+ on an empty database/,
    text: 'Nearly all of it is the server’s work on a thousand changes of its catalog, which is the same for all: 170 to 200 ms of its processor time for the statements alone, sent as ours are, one message each and without waiting for the answers. Ours adds two reads of the catalog and an entry with its checksum and an event for each, and makes the tables of the stores; Drizzle waits for each answer and writes one row each.',
  },
  {
    engine: 'postgres',
    name: /^queue: enqueue, \d+ callers/,
    text: 'In processor time a job of theirs costs more than ten of ours, in the client and in the server. What bounds the ratio is the disk: our 64 callers wait for one commit, theirs for about three, since the server lets the 30 connections of a pool share their fsyncs too. Where fdatasync takes as long as the work of those statements, the ratio falls towards three.',
  },
  {
    engine: 'sqlite',
    name: /^queue: enqueue, \d+ callers/,
    text: 'A flight of 64 waits for one fsync, then for its statements, about 15 µs a job of processor time: so it is 64 jobs in fdatasync and a millisecond.',
  },
  {
    engine: 'sqlite',
    name: /^queue: enqueue \d+ at once/,
    text: 'Most of it is bytes. A job is found by its id, a UUID, which stands in the table and again in the index of what can be claimed, behind the name of the queue; theirs has a number, and an index of numbers. Of some 12 µs a job in a batch of 1 000, nearly 5 are the commit (the log, its fsync, and its pages copied to the file), 4 the two trees (4.5 of processor time with nothing of ours around it, 2.9 without that index, where theirs takes 5.4 with all of its own), and 3 ours: ids, JSON, checks and bound values.',
  },
  {
    engine: 'postgres',
    name: /^queue: claim and complete/,
    text: 'What the processes spend on a job is the same; the server spends twice as much on ours. Both take a job by an update. Ours ends it by another, since a completed job is kept, with its result and its times, and is found by them; theirs deletes it. In batches of 500 an update of such a row with its entries in three indexes takes the server nearly 9 µs and as much log as the row is long, a delete 1.5. The rest is that ours proves its lease in each ending, and locks what it ends in one order, so that batches of several workers never wait for each other in a circle.',
  },
  {
    engine: 'duckdb',
    name: /^bulk load/,
    text: 'Short by less than rounds of one run differ. What is added to the appender is the check of every value, which is what keeps a wrong one out.',
  },
]

export const reasonFor = ({ engine, name }: Row): string =>
  reasons.find((reason) => reason.engine === engine && reason.name.test(name))?.text ?? 'Not explained yet.'
