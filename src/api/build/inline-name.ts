/** The name under which a Dockerfile goes that is no file of the context. */
export const inlineName = '.slipway.Dockerfile'
