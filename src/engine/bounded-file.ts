import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** More than anybody writes into a Dockerfile, a list of rules, certificates or a configuration. */
export const longestText: number = 1024 * 1024

/**
 * The text of a file that people write; `too long` where it has more than 1 MiB, of which no more is read.
 *
 * @throws the file system's own error when it cannot be read
 */
export const readBounded = async (file: string): Promise<{ readonly text: string } | 'too long'> => {
  // A pipe on which nobody writes would be waited for without end.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    if ((await handle.stat()).size > longestText) return 'too long'
    // What is no file has no size.
    const chunks: Buffer[] = []
    for (let length = 0; length <= longestText; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes)
      if (bytesRead === 0) return { text: Buffer.concat(chunks).toString('utf8') }
      chunks.push(buffer.subarray(0, bytesRead))
      length += bytesRead
    }
    return 'too long'
  } finally {
    await handle.close()
  }
}

const chunkBytes = 64 * 1024
