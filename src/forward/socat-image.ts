/** The image whose program relays bytes. Another one with a shell and `socat`, such as a mirror's, may take its place. */
export const socatImage = (): string => process.env.TESTCONTAINERS_SOCAT_IMAGE || 'alpine/socat:1.7.4.3-r0'
