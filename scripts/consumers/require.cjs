const { exercise } = require('./exercise.cjs')

exercise(require('slipway'), process.argv[2])
