/** Where a storage driver keeps a container or image; the data differ with the driver. */
export interface StorageDriver {
  readonly Name: string
  readonly Data: Readonly<Record<string, string>> | null
}
