// A program that runs a command, whose input it never ends, and lives until somebody ends it.

import { PassThrough } from 'node:stream'
import { Engine } from '../../../src/api/index.ts'
import { BUSYBOX } from './resources.ts'

const engine = await Engine.connect()
await engine.run(BUSYBOX, ['cat'], { name: process.argv[2], stdin: new PassThrough() })
