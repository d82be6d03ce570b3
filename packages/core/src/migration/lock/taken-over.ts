import { HoldfastError } from '../../errors.ts'

/** What a host throws that finds another one in its place. That one knows how far it is: nothing is written down, and nothing is said of what is left. */
export class TakenOver extends HoldfastError {
  constructor() {
    super(
      'conflict',
      'Cannot go on migrating: another host has taken over, because this one was silent for too long',
    )
  }
}
