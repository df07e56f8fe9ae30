import events from 'node:events'

/**
 * Plain data that exists once in a process, also where a runner gives each file of tests globals of its own, as Jest does. Only the modules of
 * Node are the same there, so that it hangs on one. No functions: their module is torn down with its file.
 *
 * @param name part of the symbol `slipway.<name>` under which it hangs
 */
export const acrossRealms = <T extends object>(name: string, create: () => T): T => {
  const key = Symbol.for(`slipway.${name}`)
  if (!Reflect.has(events, key)) Reflect.set(events, key, create())
  return Reflect.get(events, key)
}
