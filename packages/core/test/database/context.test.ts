import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  currentScope,
  leaveScope,
  refuseInsideTransaction,
  runInScope,
  type Scope,
} from '../../src/database/context.ts'

const owner = {}

/** Runs `body` as a transaction does, until it is settled. */
const inScope = async (body: () => Promise<void>): Promise<void> => {
  let isActive = true
  const scope: Scope = {
    owner,
    get isActive() {
      return isActive
    },
    parent: undefined,
  }
  try {
    await runInScope(scope, body)
  } finally {
    isActive = false
    leaveScope()
  }
}

const refuse = (): void => refuseInsideTransaction(owner, () => 'read')

test('refuseInsideTransaction() refuses in every scope that is active, whatever others ended meanwhile', async () => {
  let endSecond!: () => void
  const second = inScope(async () => {
    await new Promise<void>((resolve) => (endSecond = resolve))
    expect(refuse).toThrow(TypeError)
  })
  for (let time = 0; time < 3; time++) {
    await inScope(async () => {
      await turn()
      expect(refuse).toThrow(TypeError)
    })
    expect(refuse).not.toThrow()
    await turn()
  }
  endSecond()
  await second
  await turn()
  await inScope(async () => {
    await turn()
    expect(refuse).toThrow(TypeError)
  })
})

test('leaveScope() leaves no trace of a scope in tasks that outlive it', async () => {
  let outlives!: Promise<void>
  await inScope(async () => {
    outlives = turn()
      .then(() => turn())
      .then(() => {
        expect(refuse).not.toThrow()
        expect(currentScope()).toBeUndefined()
      })
  })
  await outlives
})
