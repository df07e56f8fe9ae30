import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { goInstall } from './go.ts'
import { type Recipe, sourcePath } from './recipe.ts'

/** The proxy that spoils connections, as its authors package it, without the command line beside it. */
export const toxiproxy: Recipe = {
  names: ['ghcr.io/shopify/toxiproxy:2.5.0'],
  tools: [],
  seconds: 40,
  sources: ['toxiproxy.ts', 'toxiproxy'],
  prepare: async (folder, work) => {
    await goInstall(
      folder,
      {
        module: 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0',
        goMinor: 17,
        variables: { 'github.com/Shopify/toxiproxy/v2.Version': '2.5.0' },
      },
      work,
    )
    await copyFile(sourcePath('toxiproxy', 'Dockerfile'), join(folder, 'Dockerfile'))
  },
}
