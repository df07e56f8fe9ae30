import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.ts'
import type { Recipe, Work } from './recipe.ts'

/** One static program with a link for each of its commands. It has no package manager, and stands in for Alpine too. */
export const busybox: Recipe = {
  names: ['busybox:latest', 'busybox:1.35', 'alpine:latest', 'alpine:3.10', 'alpine:3.12', 'alpine:3.18'],
  tools: [{ program: 'busybox', package: 'busybox-static' }],
  seconds: 1,
  sources: ['busybox.ts'],
  changes: ['CMD ["sh"]', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  prepare: async (folder, work) => {
    const root = join(folder, 'root')
    for (const path of folders) await mkdir(join(root, path), { recursive: true })
    await chmod(join(root, 'tmp'), 0o1777)
    await chmod(join(root, 'root'), 0o700)
    await copyFile('/bin/busybox', join(root, 'bin', 'busybox'))
    await shell(`${root}/bin/busybox --install ${root}/bin`, work)
    for (const name of alsoInUsr) await symlink(`/bin/${name}`, join(root, 'usr', 'bin', name))
    for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text)
    await shell(`tar -C ${root} --numeric-owner --owner=0 --group=0 -cf ${folder}/rootfs.tar . && rm -r ${root}`, work)
  },
}

const shell = (script: string, { name, signal }: Work) => run('sh', ['-c', script], { log: `prepare-${name}`, signal })

const folders = [
  ...['bin', 'sbin', 'dev', 'etc', 'home', 'proc', 'root', 'run', 'sys', 'tmp'],
  ...['usr/bin', 'usr/sbin', 'var/spool/mail', 'var/www', 'var/run'],
]

// Scripts name these by their usual path.
const alsoInUsr = ['env', 'test', 'awk', 'nc', 'wget', 'id', 'tail', 'head', 'expr', 'printf', 'seq', 'sort', 'tr']

const files = {
  'etc/passwd': `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`,
  'etc/group': 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nwww-data:x:33:\nnogroup:x:65534:\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\nnobody:*:19000:0:99999:7:::\n',
  'etc/nsswitch.conf': 'hosts: files dns\n',
  'etc/os-release': 'PRETTY_NAME="BusyBox, from the distribution\'s package"\nID=busybox\n',
}
