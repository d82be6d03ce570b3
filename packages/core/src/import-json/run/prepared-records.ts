import { refuseMoved } from '../folder/refuse-moved.ts'
import type { FileFacts } from '../reading/byte-reader.ts'
import { readRecords } from '../reading/read-records.ts'
import { isRefused, type Refused } from '../reading/record.ts'
import type { FileRun } from './file-run.ts'
import { type Prepared, prepareRecord } from './prepare-record.ts'
import { unreadable } from './unreadable.ts'

/** The records of a file as rows, and what cannot be rows; returns what the file held. Throws `FileFailure` where the file cannot be read. */
export async function* preparedRecords(run: FileRun): AsyncGenerator<Prepared | Refused, FileFacts> {
  const { settings, file, mapping } = run
  const action = `${settings.action}: read ${JSON.stringify(file.path)}`
  const reading = readRecords(file.file, { ...run.reading, action, signal: settings.signal })
  try {
    await refuseMoved(file, action).catch((error: unknown) => unreadable(error, file))
    for (;;) {
      const { done, value } = await reading.next().catch((error: unknown) => unreadable(error, file))
      if (done === true) return value
      yield isRefused(value) ? value : prepareRecord(value, mapping)
    }
  } finally {
    // Lets go of the file.
    await reading.return({ size: 0, hash: '' })
  }
}
