import { delimiter, join } from 'node:path'
import type { HomeFolder } from '../support/home-folder.ts'

/** Puts real programs into a folder that comes first on a PATH: what `docker-credential-<name>` does, as shell script. */
export const credentialPrograms = async (
  home: HomeFolder,
  programs: Readonly<Record<string, string>>,
): Promise<NodeJS.ProcessEnv> => {
  for (const [name, script] of Object.entries(programs)) {
    await home.write(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`, 0o755)
  }
  return { PATH: `${join(home.path, 'bin')}${delimiter}${process.env.PATH}`, HOME: home.path }
}

/** A program that keeps credentials for some registries, and notes each call in a file named `calls`. */
export const keeping = (kept: Readonly<Record<string, readonly [name: string, secret: string]>>): string => `
read -r server || :
echo "$1 $server" >> "$HOME/calls"
case "$1 $server" in
  "list ") echo '${JSON.stringify(Object.fromEntries(Object.entries(kept).map(([server, [name]]) => [server, name])))}' ;;
${Object.entries(kept)
  .map(
    ([ServerURL, [Username, Secret]]) =>
      `  "get ${ServerURL}") echo '${JSON.stringify({ ServerURL, Username, Secret })}' ;;`,
  )
  .join('\n')}
  *) echo credentials not found in native keychain; exit 1 ;;
esac`
