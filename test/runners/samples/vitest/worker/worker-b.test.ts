import { note } from '../box.ts'
import { test } from './test.ts'

test('has the container of its worker', async ({ db }) => {
  await note({ scope: 'worker', file: 'b', id: db.getId() })
})
