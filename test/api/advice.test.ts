import { expect, test } from 'vitest'
import { BuildError, EngineError, ImagePullError } from '../../src/api/index.ts'

const failed = (words: string) => EngineError.of({ method: 'POST', path: '/images/load' }, 500, words)

test('an engine without space is told what makes some', () => {
  expect(failed('write /layer.tar: no space left on device.')).toMatchInlineSnapshot(
    `[ServerError: write /layer.tar: no space left on device. Make room: \`docker system prune\` removes what nothing uses; a volume or tmpfs may have a size of its own. (\`POST /images/load\` answered 500)]`,
  )
  expect(new BuildError('app:1', 'no space left on device', { step: 'RUN make' })).toMatchInlineSnapshot(
    `[BuildError: Image \`app:1\` could not be built at \`RUN make\`: no space left on device. Make room: \`docker system prune\` removes what nothing uses; a volume or tmpfs may have a size of its own.]`,
  )
})

test.each([
  'image with reference app was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
  'no matching manifest for linux/arm64/v8 in the manifest list entries',
  'choosing image instance: no image found in manifest list for architecture arm64, variant "v8", OS linux',
])('a pull for a platform that there is no image for is not a matter of its name: %s', (words) => {
  expect(new ImagePullError('app', words).message).toBe(
    `Image \`app\` could not be pulled: ${words}. Choose an image that exists for this platform, or do not ask for one.`,
  )
})

test('advice is a field too, and there is none where the words say all', () => {
  expect(failed('network front not found').advice).toBe('Create the network first, or check its name.')
  expect(failed('No such container: web').advice).toBeUndefined()
  expect(failed('No such container: web').message).toBe('No such container: web (`POST /images/load` answered 500)')
})
