import type { GrpcMethod } from '../../../src/api/buildkit/grpc-server.ts'
import { ProtobufMessage, protobuf } from '../../../src/api/buildkit/protobuf.ts'

/** Calls a method as BuildKit does. @returns the messages that it answered */
export const callMethod = async (
  method: GrpcMethod | undefined,
  requests: Iterable<Uint8Array> | AsyncIterable<Uint8Array> = [protobuf({})],
  metadata: Readonly<Record<string, string>> = {},
): Promise<readonly ProtobufMessage[]> => {
  if (!method) throw new Error('there is no such method')
  const answers: ProtobufMessage[] = []
  async function* messages() {
    for await (const request of requests) yield ProtobufMessage.read(request)
  }
  await method({
    requests: messages(),
    metadata: (name) => metadata[name],
    send: async (message) => {
      answers.push(ProtobufMessage.read(message))
    },
    signal: new AbortController().signal,
  })
  return answers
}
