import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface HomeFolder extends AsyncDisposable {
  readonly path: string
  /** Writes a file below, with the folders that it needs; an object becomes JSON. @returns its path */
  write(name: string, content: string | object, mode?: number): Promise<string>
}

/** An empty folder that stands for the user's own, and goes with the test. */
export const homeFolder = async (): Promise<HomeFolder> => {
  const path = await mkdtemp(join(tmpdir(), 'slipway-home-'))
  return {
    path,
    write: async (name, content, mode = 0o600) => {
      const file = join(path, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content), { mode })
      return file
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  }
}
