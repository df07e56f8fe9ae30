/** Does something once for each key, whoever asks meanwhile or later; what failed is done again. */
export const remembered = <Key, Value>(
  done: Map<Key, Promise<Value>>,
  key: Key,
  work: () => Promise<Value>,
): Promise<Value> => {
  const before = done.get(key)
  if (before !== undefined) return before
  const result = work()
  done.set(key, result)
  result.catch(() => done.delete(key))
  return result
}
