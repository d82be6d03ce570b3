import type { Explained, Key, Lease } from '@holdfast/core'
import { replaced } from './spoil.ts'
import type { Saboteur } from './saboteur.ts'

/** Wrong in one store each. */
export const storeSaboteurs: readonly Saboteur[] = [
  {
    title: 'confirm() believes a lease that has ended',
    caughtBy: 'locks.late-holder',
    make: () => ({
      session: (session) => ({
        locks: (name: string) => replaced(session.locks(name), { confirm: async () => undefined }),
      }),
    }),
  },
  {
    title: 'every grant of a lock has the fence 1',
    caughtBy: 'locks.expiry',
    make: () => ({
      session: (session) => ({
        locks: (name: string) => {
          const locks = session.locks(name)
          const first = (lease: Lease | undefined): Lease | undefined =>
            lease === undefined ? undefined : replaced(lease, { fence: 1 })
          return replaced(locks, {
            tryAcquire: async (key: Key, options?: object) => first(await locks.tryAcquire(key, options)),
          })
        },
      }),
    }),
  },
  {
    title: 'an observation made in one turn with others is lost',
    caughtBy: 'counters.concurrent',
    make: () => {
      let isBusy = false
      return {
        session: (session) => ({
          counters: (name: string) => {
            const counters = session.counters(name)
            return replaced(counters, {
              observe: async (key: Key, observation?: object) => {
                if (isBusy) return
                isBusy = true
                await counters.observe(key, observation)
                isBusy = false
              },
            })
          },
        }),
      }
    },
  },
  {
    title: 'what is set for everybody wins over a scope',
    caughtBy: 'settings.scopes',
    make: () => ({
      session: (session) => ({
        settings: (name: string) => {
          const settings = session.settings(name)
          return replaced(settings, {
            get: async (setting: string, options: { scopes?: readonly string[] } = {}) => {
              const all: Explained<unknown> = await settings.explain(setting)
              return all.origin.from === 'everybody' ? all.value : settings.get(setting, options)
            },
          })
        },
      }),
    }),
  },
  {
    title: 'reading a context keeps it alive',
    caughtBy: 'context.clean-up',
    make: () => ({
      session: (session) => ({
        context: (kind: string) => {
          const contexts = session.context(kind)
          return replaced(contexts, {
            scope: (id: string) => {
              const scope = contexts.scope(id)
              return replaced(scope, {
                all: async () => {
                  await scope.touch()
                  return scope.all()
                },
              })
            },
          })
        },
      }),
    }),
  },
  {
    title: 'weeks are counted from the first of January',
    caughtBy: 'snapshots.periods',
    make: () => ({
      session: (session) => ({
        snapshots: (name: string) => {
          const snapshots = session.snapshots(name)
          return replaced(snapshots, {
            get: async (kind: { period: 'week'; at?: string }) => {
              const found = await snapshots.get(kind)
              if (found === undefined || kind.period !== 'week') return found
              const day = (found.start.getTime() - Date.UTC(found.start.getUTCFullYear(), 0, 1)) / 86_400_000
              const week = String(Math.floor(day / 7) + 1).padStart(2, '0')
              return { ...found, label: `${found.start.getUTCFullYear()}-W${week}` }
            },
          })
        },
      }),
    }),
  },
]
