import { join } from 'node:path'
import { debianRootfs, debianTools } from './debian-rootfs.ts'
import type { Recipe } from './recipe.ts'

/** A Java runtime on a small Debian: what the servers that are made of Maven packages start FROM. */
export const jre: Recipe = {
  names: ['slipway-testbed/jre:17'],
  isPublished: false,
  tools: debianTools,
  seconds: 40,
  sources: ['jre.ts', 'debian-rootfs.ts'],
  changes: [
    'ENV JAVA_HOME=/opt/java',
    'ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'CMD ["bash"]',
  ],
  prepare: (folder, work) =>
    debianRootfs(
      join(folder, 'rootfs.tar'),
      {
        suite: 'bookworm',
        variant: 'essential',
        include: ['openjdk-17-jre-headless'],
        exclude: ['/usr/lib/*-linux-gnu/gconv/*', '/usr/lib/jvm/*/lib/ct.sym'],
        hooks: [
          // The folder's name ends in the machine's architecture.
          'ln -s "/usr/lib/jvm/$(ls "$1/usr/lib/jvm" | grep ^java-17-openjdk-)" "$1/opt/java"',
          // The installation needs Perl; what runs in the image does not.
          'rm -rf "$1"/usr/share/perl/* "$1"/usr/lib/*-linux-gnu/perl/5*',
        ],
      },
      work,
    ),
}
