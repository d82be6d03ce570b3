import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

interface Found {
  readonly id: string
}

/** What is used of Vite, which vitest brings: the suite names no version of its own. */
interface Vite {
  build(options: object): Promise<unknown>
}

interface Resolving {
  resolve(source: string, importer: string, options: object): Promise<Found | null>
}

/** Packages stay where they are: the bundle lies elsewhere, and some of them bring native code. */
const outside = {
  name: 'holdfast-outside',
  enforce: 'pre',
  async resolveId(this: Resolving, source: string, importer: string | undefined, options: object) {
    if (importer === undefined || /^(?:[./]|node:|@holdfast\/)/.test(source)) return null
    const found = await this.resolve(source, importer, { ...options, skipSelf: true })
    if (found === null || !/[\\/]node_modules[\\/]/.test(found.id)) return null
    return { id: pathToFileURL(found.id).href, external: true }
  },
} as const

/** This module's own folder and suffix: TypeScript in the repository, JavaScript as it is published. */
const main = (): string => fileURLToPath(import.meta.url).replace(/bundle\.(ts|js)$/, 'main.$1')

const bundle = async (worker: string): Promise<string> => {
  const vitest = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'))
  const { build } = (await import(pathToFileURL(vitest.resolve('vite')).href)) as Vite
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-worker-')))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [outside],
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: { main: main(), worker },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
    ssr: {
      noExternal: true,
      resolve: { conditions: ['@holdfast/source', 'module', 'node', 'development|production'] },
    },
  })
  return folder
}

const made = new Map<string, Promise<string>>()

/**
 * A folder with `main.mjs` and `worker.mjs`, which every Node can load. It is made once: rules start hundreds of processes, and to turn TypeScript
 * into JavaScript in each of them would take most of their time.
 */
export const bundled = (worker: string): Promise<string> => {
  const known = made.get(worker) ?? bundle(worker)
  made.set(worker, known)
  return known
}
