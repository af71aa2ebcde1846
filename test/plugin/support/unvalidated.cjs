// Loaded before a framework that is to accept any serverless.yml: it makes a validator of 8 MB for each
// choice of plugins, which takes it longer than all else it does.
const Module = require('node:module')

const load = Module._extensions['.js']
Module._extensions['.js'] = (module, file) => {
  if (/[\\/]resolve-ajv-validate\.js$/.test(file)) module.exports = async () => () => true
  else load(module, file)
}
