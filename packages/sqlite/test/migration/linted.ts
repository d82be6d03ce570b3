import { lintOn } from '@holdfast/conformance/migrations'
import type { Finding, LintOptions } from '@holdfast/core'
import { dialect } from '../../src/dialect.ts'
import { asked } from './asked.ts'

/** What lint says of a text about a database that another text has made. */
export const linted = async (
  made: string,
  text: string,
  options: LintOptions = {},
): Promise<readonly Finding[]> => lintOn(await asked(':memory:'), dialect, [made, text, options])
