// Goes through the packed package as a user's program does, against the engine of check-package.ts.
const assert = require('node:assert/strict')

/** What lies behind each lazily loaded and each bundled part: undici (request, upgrade), tar-fs, the watchdog. */
exports.exercise = async ({ connect }, host) => {
  const docker = await connect({ host })
  assert.equal((await docker.engine.system.version()).Version, 'fake')
  const { output } = await docker.engine.exec.start('x', { tty: true })
  assert.equal((await output.text()).stdout, 'upgraded')
  await docker.image('consumer').build({ context: __dirname })
  await docker.close()
}

exports.namesOf = (namespace) =>
  Object.keys(namespace)
    .filter((name) => name !== 'default' && name !== 'module.exports')
    .sort()
