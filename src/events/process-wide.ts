/**
 * A value that exists once in a process, although the ESM and the CommonJS copy of the package may both be loaded.
 *
 * @param name part of the symbol `slipway.<name>` under which it hangs on globalThis
 */
export const processWide = <T>(name: string, create: () => T): T => {
  const key = Symbol.for(`slipway.${name}`)
  if (!Reflect.has(globalThis, key)) Reflect.set(globalThis, key, create())
  return Reflect.get(globalThis, key)
}
