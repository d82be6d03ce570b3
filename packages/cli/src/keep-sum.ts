import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkDirectorySum, directorySum, sumFile } from '@holdfast/core'

export const writeSum = (folder: string): string => {
  const file = join(folder, sumFile)
  writeFileSync(file, directorySum(folder))
  return file
}

/** Writes files into a folder, and its `holdfast.sum` anew where it has one. One that did not fit before is refused: it must not be made right in passing. */
export const keepingSum = <R>(folder: string, write: () => R): R => {
  const isKept = existsSync(join(folder, sumFile))
  if (isKept) checkDirectorySum(folder)
  const written = write()
  if (isKept) writeSum(folder)
  return written
}
