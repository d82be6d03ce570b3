import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface Page {
  readonly type: string
  readonly body: Buffer
}

/**
 * The files of the page, read once. A request is looked up among these names and never becomes a path, so there is
 * nothing to climb out of.
 */
export const readPages = async (folders: readonly string[]): Promise<ReadonlyMap<string, Page>> => {
  const pages = new Map<string, Page>()
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const type = types[extname(entry.name)]
      if (!entry.isFile() || type === undefined) continue
      const body = await readFile(join(folder, entry.name))
      pages.set(entry.name === 'index.html' ? '/' : `/${entry.name}`, { type, body })
    }
  }
  return pages
}
