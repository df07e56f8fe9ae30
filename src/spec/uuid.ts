import { randomUUID } from 'node:crypto'

/** Where names that nobody else has come from. */
export interface Uuid {
  nextUuid(): string
}

/** Random ones, 128 bits. */
export class RandomUuid implements Uuid {
  nextUuid(): string {
    return randomUuid()
  }
}

/** A random one, 128 bits. */
export const randomUuid = (): string => randomUUID()
