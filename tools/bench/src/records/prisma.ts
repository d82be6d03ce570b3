import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { getPrismaClient, type GetPrismaClientConfig } from '@prisma/client/runtime/client'

import type { RecordsContender } from './contender.ts'
import { filledPeople, newPeople, slices, someId, wanted } from './data.ts'
import type { Person } from './person.ts'
import { pageWalk } from './page-walk.ts'

/** The part of a generated client that is used here. */
interface Model {
  create(call: { readonly data: Person }): Promise<Person>
  createMany(call: { readonly data: readonly Person[] }): Promise<unknown>
  findUnique(call: { readonly where: { readonly id: string } }): Promise<Person | null>
  findMany(call: object): Promise<readonly Person[]>
  deleteMany(): Promise<unknown>
}

interface Client {
  readonly person: Model
  readonly import: Model
  $transaction(work: (client: Client) => Promise<void>, options: { readonly timeout: number }): Promise<void>
  $disconnect(): Promise<void>
  $queryRawUnsafe(text: string): Promise<unknown>
}

type Provider = 'sqlite' | 'postgresql'

/** Node's, which the types of the language leave to browsers. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Module: new (bytes: Uint8Array) => unknown }
}

const folder = join(import.meta.dirname, '..', '..', 'prisma')

/**
 * Prisma without its engine in Rust: the query compiler in WebAssembly, on a driver adapter. `client.json` is what `prisma generate` of the same
 * version wrote for `schema.prisma`: its command line would be three hundred megabytes more, and wants to download a binary.
 */
const clientOf = async (provider: Provider, adapter: unknown): Promise<Client> => {
  const path = `@prisma/client/runtime/query_compiler_fast_bg.${provider}`
  const generated = JSON.parse(readFileSync(join(folder, 'client.json'), 'utf8')) as Pick<
    GetPrismaClientConfig,
    'runtimeDataModel' | 'parameterizationSchema'
  >
  const schema = readFileSync(join(folder, 'schema.prisma'), 'utf8')
  const Client = getPrismaClient({
    ...generated,
    previewFeatures: [],
    clientVersion: '7.10.0',
    engineVersion: '7.10.0',
    activeProvider: provider,
    inlineSchema: schema.replace('provider = "sqlite"', `provider = "${provider}"`),
    compilerWasm: {
      getRuntime: () => import(`${path}.mjs`),
      getQueryCompilerWasmModule: async () => {
        const { wasm } = (await import(`${path}.wasm-base64.mjs`)) as { readonly wasm: string }
        return new webAssembly.Module(Buffer.from(wasm, 'base64'))
      },
      importName: './query_compiler_fast_bg.js',
    },
  })
  return new Client({ adapter } as ConstructorParameters<typeof Client>[0]) as unknown as Client
}

/** Tables as its own migrations make them: it stores dates in a form of its own. */
export const prismaTables = (provider: Provider): string =>
  (['people', 'imports'] as const)
    .map(
      (table) =>
        `create table "${table}" ("id" text not null primary key, "email" text not null, "name" text not null, "country" text not null, ` +
        `"age" integer not null, "score" ${provider === 'sqlite' ? 'real' : 'double precision'} not null, "is_active" boolean not null, "note" text, ` +
        `"joined_at" ${provider === 'sqlite' ? 'datetime' : 'timestamp(3)'} not null);`,
    )
    .join('\n') + '\ncreate index "people_country_id_idx" on "people"("country", "id");'

export const prismaRecords = async (provider: Provider, adapter: unknown): Promise<RecordsContender> => {
  const client = await clientOf(provider, adapter)
  // Its one connection would drop to NORMAL in WAL mode, and not be as durable as the others.
  if (provider === 'sqlite') await client.$queryRawUnsafe('pragma synchronous = full')
  await client.person.createMany({ data: filledPeople })
  const newPerson = newPeople()
  const get = async (index: number): Promise<unknown> =>
    await client.person.findUnique({ where: { id: someId(index) } })
  // Its promises begin when they are awaited.
  const insert = async (): Promise<unknown> => await client.person.create({ data: newPerson() })
  return {
    name: 'Prisma',
    insert,
    get,
    page: pageWalk((after) =>
      client.person.findMany({
        where: { country: wanted.country, age: { gte: wanted.age }, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: wanted.rows,
      }),
    ),
    shared: { insert, get },
    batches: { insert: false, get: false },
    clear: async () => {
      await client.import.deleteMany()
    },
    mostRows: 10_000,
    insertMany: (people) =>
      client.$transaction(
        async (transaction) => {
          for (const slice of slices(people, 5_000)) await transaction.import.createMany({ data: slice })
        },
        { timeout: 60_000 },
      ),
    close: () => client.$disconnect(),
  }
}
