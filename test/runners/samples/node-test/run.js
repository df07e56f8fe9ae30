import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { setUp } from './containers.js'

const files = process.argv.slice(2)

await setUp()
run({ files, concurrency: 2 })
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .on('end', setUp)
  .compose(new spec())
  .pipe(process.stdout)
