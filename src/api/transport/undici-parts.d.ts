// Only this part of undici is loaded: the whole package costs three times the start-up time (bench/import.ts).
declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici'
}

declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net'
  import type { buildConnector } from 'undici'
  /** As it is: the connector gives the socket at once, before it is connected. */
  export default function connectorWith(
    options?: buildConnector.BuildOptions,
  ): (...args: Parameters<buildConnector.connector>) => Socket
}
