import { randomUUID } from 'node:crypto'

/** Where names that nobody else has come from. */
export interface Uuid {
  nextUuid(): string
}

/** Random ones, 128 bits. */
export class RandomUuid implements Uuid {
  nextUuid(): string {
    return randomUUID()
  }
}
