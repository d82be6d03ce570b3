import { createInterface } from 'node:readline/promises'
import { Misuse } from './misuse.ts'
import { visible } from './output/visible.ts'
import type { Tools } from './run-command.ts'

/** Asks a person. Where nobody can answer, the command has to say yes itself. */
export const confirm = async ({ outside }: Tools, question: string): Promise<boolean> => {
  const { stdin, stderr } = outside
  if (stdin.isTTY !== true || stderr.isTTY !== true)
    throw new Misuse(`Cannot ask: ${visible(question)} Nobody is at a terminal here; say yes with --yes`)
  stderr.write(`${visible(question)} [y/N] `)
  const reader = createInterface({ input: stdin })
  try {
    for await (const line of reader) return /^y(?:es)?$/i.test(line.trim())
    return false
  } finally {
    reader.close()
  }
}
