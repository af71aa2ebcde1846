// Runs commands of one program in this process, one after the other, as messages ask for them. Each
// finds the process as the program would: its modules, and all that it or a plugin of a framework
// changed of the process, are as new. What is kept is what takes long to load and remembers nothing.
const Module = require('node:module')
const { readFileSync, statSync } = require('node:fs')
const path = require('node:path')
const tls = require('node:tls')

const modules = path.join(__dirname, '..', 'plugin', 'frameworks', 'node_modules', path.sep)

/** The clients of AWS, which remember no more than that they said how long they run on this Node. */
const clients = ['@aws-sdk', '@smithy'].map(scope =>
  path.join(__dirname, '..', '..', 'node_modules', scope, path.sep),
)

/** Packages that keep what they were told: where to log, what to do at the end, and the frameworks. */
const fresh =
  /^(sls3|osls3|osls4|@serverless|log|log-node|cli-progress-footer|process-utils|signal-exit|write-file-atomic)[\\/]/

function isKept(file) {
  if (!file.startsWith(modules))
    return file === __filename || clients.some(folder => file.startsWith(folder))
  return !fresh.test(file.slice(modules.length))
}

/** This package, built: here, or as the tests install it in a service. */
const built = path.join(__dirname, '..', '..', 'dist', path.sep)
const installed = path.join('node_modules', 'alexa-proactive', 'dist', path.sep)

/**
 * The modules that are loaded anew for each command, as functions: running one again makes a module that
 * remembers nothing, without compiling it again. Those of frameworks by their files, which stay as they
 * are; the others by their text, and by the state of a file so that each is read once, by whichever link.
 */
const functions = new Map()
const load = Module._extensions['.js']
Module._extensions['.js'] = (module, file) => {
  const isFramework = file.startsWith(modules)
  const isRepeated = isFramework
    ? !isKept(file)
    : file.startsWith(built) || file.includes(installed)
  if (!isRepeated) return load(module, file)
  const key = isFramework ? file : stateOf(file)
  if (!functions.has(key)) {
    const text = readFileSync(file, 'utf8')
    const known = isFramework ? undefined : functions.get(text)
    const run = known ?? functionOf(text, file)
    functions.set(key, run)
    if (!isFramework) functions.set(text, run)
  }
  const require = id => module.require(id)
  Object.assign(require, {
    resolve: (id, options) => Module._resolveFilename(id, module, false, options),
    main: process.mainModule,
    extensions: Module._extensions,
    cache: Module._cache,
  })
  functions.get(key).call(module.exports, module.exports, require, module, file, path.dirname(file))
  const resolve = module.exports
  if (/[\\/]resolve-ajv-validate\.js$/.test(file))
    module.exports = schema => validator(file, schema, resolve)
}

/** What changes where a file does, and is the same for all links to it. */
function stateOf(file) {
  const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true })
  return `${dev} ${ino} ${size} ${mtimeNs}`
}

/** Compiled as Node does, which keeps what it compiled on disk. */
function functionOf(text, file) {
  const module = new Module(file)
  const open = 'module.exports = function (exports, require, module, __filename, __dirname) {'
  module._compile(`${open}${text.replace(/^#!/, '//')}\n}`, file)
  return module.exports
}

/** The validators of serverless.yml, of 8 MB each, by the schema they are made of. */
const validators = new Map()
async function validator(file, schema, resolve) {
  const key = `${file} ${JSON.stringify(schema)}`
  if (!validators.has(key)) validators.set(key, await resolve(schema))
  return validators.get(key)
}

/** Where the frameworks keep what all copies of them share, such as the level of the log. */
const shelves = () => [
  EvalError[Symbol.for('$uniGlobal202109')],
  globalThis[Symbol.for('serverless/serverless/202110')],
]

/** The objects that anybody may change, with what they are like before a command. */
const shared = [
  globalThis,
  EvalError,
  console,
  process,
  process.stdout,
  process.stderr,
  Module._extensions,
  tls,
]

process.on('disconnect', () => process.exit())
process.on('message', run)

function run({ program, preloaded, endsItself, words, folder, environment, marker }) {
  const restore = [
    ...shared.map(remembered),
    listenersOf(process),
    listenersOf(process.stdout),
    listenersOf(process.stderr),
  ]
  const finish = () => {
    const code = process.exitCode ?? 0
    for (const listener of process.listeners('exit')) listener.call(process, code)
    const exitCode = process.exitCode ?? 0
    for (const undo of restore) undo()
    for (const shelf of shelves()) for (const key of Object.keys(shelf ?? {})) delete shelf[key]
    process.exitCode = undefined
    for (const file of Object.keys(require.cache)) if (!isKept(file)) delete require.cache[file]
    process.channel.ref()
    process.stdout.write(marker, () => {
      process.stderr.write(marker, () => process.send(exitCode))
    })
  }
  process.once('beforeExit', finish)
  if (endsItself) {
    // The last thing it does; what it left open does not keep the command either.
    process.exit = (code = process.exitCode) => {
      process.exitCode = code
      process.off('beforeExit', finish)
      finish()
    }
  }
  process.chdir(folder)
  process.argv = [process.execPath, program, ...words]
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  // A process ends where nothing is left to do, and so does a command.
  process.channel.unref()
  for (const file of preloaded) require(file)
  require(program)
}

/** How to give an object the properties back that it has now. */
function remembered(object) {
  const before = Object.getOwnPropertyDescriptors(object)
  return () => {
    for (const key of Reflect.ownKeys(object)) {
      // What Node keeps for itself, such as the listeners, which are put back one by one.
      if (object !== globalThis && (typeof key === 'symbol' || key.startsWith('_'))) continue
      const descriptor = Object.getOwnPropertyDescriptor(object, key)
      if (!descriptor.configurable) continue
      const old = before[key]
      if (old === undefined) delete object[key]
      else if (old.value !== descriptor.value || old.get !== descriptor.get)
        Object.defineProperty(object, key, old)
    }
  }
}

/** How to take away the listeners that are added from now on. */
function listenersOf(emitter) {
  const before = new Map(emitter.eventNames().map(name => [name, emitter.rawListeners(name)]))
  return () => {
    for (const name of emitter.eventNames()) {
      for (const listener of emitter.rawListeners(name)) {
        if (!before.get(name)?.includes(listener)) emitter.removeListener(name, listener)
      }
    }
  }
}
