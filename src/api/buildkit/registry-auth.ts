import type { AuthConfig } from '../types/index.ts'
import { type GrpcMethods, unary } from './grpc-server.ts'
import { protobuf } from './protobuf.ts'

/**
 * Answers BuildKit's questions for the credentials of a registry, when it needs a base image from there. Tokens it fetches
 * itself with them.
 */
export const registryAuthService = (of: (host: string) => Promise<AuthConfig | undefined>): GrpcMethods => ({
  '/moby.filesync.v1.Auth/Credentials': unary(async (request) => {
    const asked = request.text(1)
    const { username = '', password = '', identitytoken } = (await of(hubNames[asked] ?? asked)) ?? {}
    // A token stands in place of the password, and has no name.
    return identitytoken ? protobuf({ 2: identitytoken }) : protobuf({ 1: username, 2: password })
  }),
})

const hubNames: Readonly<Record<string, string>> = { 'registry-1.docker.io': 'docker.io' }
