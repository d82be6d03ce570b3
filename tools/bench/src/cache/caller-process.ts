import type { CacheContender } from './cache-contender.ts'
import { openContender } from './open-contender.ts'

/** A process that asks for keys when it is told, and says how often it had to load. */
const [engine, name, where] = process.argv.slice(2) as [string, string, string]
const contender: CacheContender = await openContender(engine, name, where, true)
process.on('message', (key: string) => {
  let loads = 0
  const load = async (): Promise<string> => {
    loads++
    await new Promise((resolve) => setTimeout(resolve, 200))
    return key
  }
  void contender.ask(key, load).then(() => process.send!(loads))
})
process.on('disconnect', () => void contender.close().then(() => process.exit(0)))
process.send!('ready')
