import { decodeJson, encodeJson } from '../door/json.ts'
import type { RunRow } from './flow-storage.ts'

/** No JSON: what a workflow that takes nothing was started with. */
const nothing = ''

/** What is kept of the input of a run. Throws as `encodeJson`. */
export const inputText = (input: unknown, valueBytes: number, action: string): string =>
  input === undefined ? nothing : encodeJson(input, valueBytes, action)

export const inputOf = ({ input }: Pick<RunRow, 'input'>): unknown =>
  input === nothing ? undefined : decodeJson(input)
