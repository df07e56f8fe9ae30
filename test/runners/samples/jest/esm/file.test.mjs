import { GenericContainer } from 'slipway'
import { containerPerFile, runValues } from 'slipway/jest'
import box from '../box.js'

const db = containerPerFile(box.box)
const { sharedId } = runValues()

test('modules and CommonJS share a file', async () => {
  expect(GenericContainer).toBeInstanceOf(Function)
  await box.note({ scope: 'file', id: db().getId() })
  await box.note({ scope: 'run', id: sharedId })
})
