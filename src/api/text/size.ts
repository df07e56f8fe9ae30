const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes as the docker CLI shows them, in three digits and powers of 1000: `1.98MB`. */
export const sizeText = (bytes: number): string => {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.abs(bytes)) / 3), 0), units.length - 1)
  const [size, unit] = [Number((bytes / 1000 ** power).toPrecision(3)), units[power]]
  return size >= 1000 && units[power + 1] ? `${size / 1000}${units[power + 1]}` : `${size}${unit}`
}
