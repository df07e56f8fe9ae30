/** On everything that is made for tests: `true`. Other tools of the Testcontainers family find things by it. */
export const LABEL_TESTCONTAINERS = 'org.testcontainers'
export const LABEL_TESTCONTAINERS_LANG = 'org.testcontainers.lang'
export const LABEL_TESTCONTAINERS_VERSION = 'org.testcontainers.version'
/** The same value as `slipway.session`. */
export const LABEL_TESTCONTAINERS_SESSION_ID = 'org.testcontainers.session-id'

/** On a container that is to be used again: what it was made from. */
export const LABEL_TESTCONTAINERS_CONTAINER_HASH = 'org.testcontainers.container-hash'

/** The labels that other tools look for, beside our own. */
export const testcontainersLabels = (sessionId: string): Readonly<Record<string, string>> => ({
  [LABEL_TESTCONTAINERS]: 'true',
  [LABEL_TESTCONTAINERS_LANG]: 'node',
  [LABEL_TESTCONTAINERS_VERSION]: version,
  [LABEL_TESTCONTAINERS_SESSION_ID]: sessionId,
})

// Of this package; a test keeps it equal to package.json, which a bundle does not have.
const version = '0.1.0'
