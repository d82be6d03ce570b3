import type { Evidence, EvidenceOptions } from '../contracts/evidence.ts'
import { checkName } from '../door/name.ts'
import type { QueueParts } from '../queue/queue-parts.ts'
import { StoredQueue } from '../queue/stored-queue.ts'
import { checkEvidenceOptions } from './evidence-settings.ts'
import { forEver, pauseBehindAttempt } from './retry-schedule.ts'
import { StoredEvidence } from './stored-evidence.ts'

const prefix = 'evidence:'

/** An outbox: the queue that is called as it is, with the preset. `isDurable`: what the database acknowledges survives power loss. */
export const openEvidence = <P, T>(
  name: string,
  options: EvidenceOptions<P> | undefined,
  makeParts: (queue: string) => QueueParts,
  isDurable: boolean,
): Evidence<P, T> => {
  const action = 'open evidence'
  const outbox = checkName(name, 'name of the store', action)
  const queueName = checkName(prefix + outbox, `name of the store with "${prefix}"`, action)
  const settings = checkEvidenceOptions(options, `open evidence(${JSON.stringify(name)})`)
  const parts = makeParts(queueName)
  const queue = new StoredQueue<P, T>(parts, queueName, {
    maxAttempts: forEver,
    backoff: pauseBehindAttempt,
    keep: { completed: settings.keepSent },
  })
  return new StoredEvidence(queue, parts, settings, name, isDurable)
}
