import { open } from '@holdfast/core'
import { problemWithCauseOf } from './problem.ts'
import { runStatement } from './statement.ts'

/** Runs statements for an engine that cannot stop one: the parent ends this process instead. */

const database = await open(process.argv[2] ?? '', { schema: 'off' })

process.on('message', (text: string) => {
  runStatement(database, text).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ problem: problemWithCauseOf(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
