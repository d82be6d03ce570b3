import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')

/** The path below the checkout, absolute. */
export function inCheckout(path: string): string {
  return join(root, path)
}

/** Every TypeScript file below the folder, relative to it, sorted. */
export function sourceFiles(folder: string): string[] {
  if (!existsSync(inCheckout(folder))) return []
  return readdirSync(inCheckout(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
}
