/** An uncompressed tar archive of small files. */
export const tarOf = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([
    ...Object.entries(files).map(([name, content]) => entry(name, Buffer.from(content))),
    Buffer.alloc(1024),
  ])

/** The regular files in an uncompressed tar archive. */
export const untar = (archive: Buffer): Record<string, string> => {
  const files: Record<string, string> = {}
  for (let offset = 0; offset + 512 <= archive.length; ) {
    const name = archive.toString('utf8', offset, offset + 100).replace(/\0.*$/s, '')
    if (name === '') break
    const size = Number.parseInt(archive.toString('latin1', offset + 124, offset + 136), 8) || 0
    const kind = archive.toString('latin1', offset + 156, offset + 157)
    if (kind === '0' || kind === '\0') files[name] = archive.toString('utf8', offset + 512, offset + 512 + size)
    offset += 512 + padded(size)
  }
  return files
}

// ustar: a 512-byte header with octal numbers, then the content padded to 512 bytes.
const entry = (name: string, content: Buffer): Buffer => {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        0', 148)
  header.write('ustar\0' + '00', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(padded(content.length) - content.length)])
}

const padded = (size: number): number => Math.ceil(size / 512) * 512
