import { join } from 'node:path'
import { debianRootfs, debianTools } from './debian-rootfs.ts'
import { type Recipe, sourcePath } from './recipe.ts'

/** MySQL from Debian's packages, behind an entry point that keeps the contract of the Hub's image. */
export const mysql: Recipe = {
  names: ['mysql:9.7', 'mysql:9', 'mysql:latest'],
  tools: debianTools,
  seconds: 50,
  sources: ['mysql.ts', 'mysql', 'debian-rootfs.ts'],
  changes: [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'ENV MYSQL_MAJOR=9.7',
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["mysqld"]',
    'EXPOSE 3306 33060',
    'VOLUME /var/lib/mysql',
  ],
  prepare: (folder, work) =>
    debianRootfs(
      join(folder, 'rootfs.tar'),
      {
        suite: 'sid',
        variant: 'essential',
        include: ['mysql-server-core', 'mysql-client-core', 'gzip'],
        exclude: [
          '/usr/share/perl/*',
          '/usr/lib/*-linux-gnu/perl/5*',
          '/usr/lib/*-linux-gnu/gconv/*',
          '/usr/share/zoneinfo/*',
          '/usr/share/mysql*/mysql-test*',
          '/usr/lib/mysql/plugin/debug/*',
        ],
        hooks: [`bash '${sourcePath('mysql', 'customize.sh')}' "$1"`],
      },
      work,
    ),
}
