import type { LoadEvent } from '../server/answers.ts'
import { Refused } from './request.ts'

/** Calls `show` for each event of a load until its end. The browser reconnects by itself, and misses nothing. */
export const followLoad = (id: string, show: (event: LoadEvent) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const source = new EventSource(`/api/loads/events?id=${encodeURIComponent(id)}`)
    source.addEventListener('message', (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as LoadEvent
      show(event)
      if (event.type !== 'end') return
      source.close()
      resolve()
    })
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return
      reject(new Refused({ code: 'not-found', message: 'The server no longer knows this load. Load again.' }))
    })
  })
