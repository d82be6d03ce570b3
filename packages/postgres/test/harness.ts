import { createRequire } from 'node:module'
import type { CuttablePlace, Harness, KillablePlace } from '@holdfast/conformance'
import { startPostgres } from '@holdfast/postgres-server'
import { postgres } from '../src/index.ts'
import { builders } from './builders.ts'
import { canMount, fullDisk } from './full-disk.ts'
import { plan } from './plan.ts'
import { databaseOn, nowhere, place } from './places.ts'
import { openProxy } from './proxy.ts'
import { provoke } from './provoke.ts'

const { version } = createRequire(import.meta.url)('pg/package.json') as { version: string }

/** A server of its own, whose every process is killed and which then recovers. */
const server = async (): Promise<KillablePlace> => {
  const own = await startPostgres()
  const database = await databaseOn(own.url)
  return {
    ...database,
    crash: async () => {
      await own.kill()
      await own.restart()
    },
    destroy: () => own.stop(),
  }
}

/** A network that forwards COMMIT and loses the answer to it. */
const lostCommit = async (): Promise<CuttablePlace> => {
  const database = await place()
  const proxy = await openProxy(database.address)
  return {
    address: proxy.url,
    backend: () => postgres(proxy.url),
    cut: () => proxy.loseNextCommit(),
    destroy: async () => {
      proxy.close()
      await database.destroy()
    },
  }
}

export const harness: Harness = {
  versions: { pg: version },
  shared: () => place(),
  fresh: () => place(),
  nowhere,
  provoke,
  cannot: {
    'in-use': 'A server has any number of clients; when it has no room for one more, that is busy.',
  },
  worker: { module: new URL('./worker.ts', import.meta.url) },
  builders,
  plan,
  faults: {
    server,
    lostCommit,
    ...(canMount
      ? { fullDisk }
      : { without: { fullDisk: 'Only root may mount the small file system that it takes.' } }),
  },
}
