import { expect, test } from 'vitest'
import { Slots } from './schedule.ts'

test('no more than the limit runs at a time, and the highest priority is next', async () => {
  const slots = new Slots(2)
  const gates = new Map<string, () => void>()
  const started: string[] = []
  const work = (name: string, priority: number) =>
    slots.run(priority, () => {
      started.push(name)
      return new Promise<void>((resolve) => gates.set(name, resolve))
    })
  const all = [work('a', 1), work('b', 1), work('push', 0), work('slow', 9), work('quick', 5)]
  await expect.poll(() => started).toEqual(['a', 'b'])
  gates.get('b')?.()
  await expect.poll(() => started).toEqual(['a', 'b', 'slow'])
  gates.get('a')?.()
  await expect.poll(() => started).toEqual(['a', 'b', 'slow', 'quick'])
  gates.get('slow')?.()
  await expect.poll(() => started.at(-1)).toBe('push')
  gates.get('quick')?.()
  gates.get('push')?.()
  await Promise.all(all)
})

test('work that throws gives its slot back', async () => {
  const slots = new Slots(1)
  await expect(slots.run(0, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(slots.run(0, () => Promise.resolve('yes'))).resolves.toBe('yes')
})
