// Runs commands of one program in this process, one after the other, as messages ask for them. Each
// finds the process as the program would: its modules, and all that it or a plugin of a framework
// changed of the process, are as new. What is kept is what takes long to load and remembers nothing.
const Module = require('node:module')
const path = require('node:path')
const vm = require('node:vm')

const modules = path.join(__dirname, '..', 'plugin', 'frameworks', 'node_modules', path.sep)

/** Packages that keep what they were told: where to log, what to do at the end, their folder, and the frameworks. */
const fresh =
  /^(sls3|osls3|osls4|@serverless|log|log-node|cli-progress-footer|process-utils|signal-exit|write-file-atomic|typescript)[\\/]/

function isKept(file) {
  if (!file.startsWith(modules)) return file.startsWith(__dirname) && file === __filename
  return !fresh.test(file.slice(modules.length))
}

/** The validators of serverless.yml, of 8 MB each, by the name of the module that the frameworks make of them. */
const validators = new Map()

/**
 * The modules of earlier commands, compiled. Each command runs them anew, and so finds all their variables
 * as new, but neither they nor the functions that were called are compiled again.
 */
const compiled = new Map()

const compile = Module.prototype._compile
Module.prototype._compile = function (code, file, format) {
  if (file.includes('[generated-ajv-validate]')) {
    if (!validators.has(file)) {
      compile.call(this, code, file, format)
      validators.set(file, this.exports)
    }
    this.exports = validators.get(file)
    return
  }
  const script = scriptOf(code, file, format)
  if (script === undefined) return compile.call(this, code, file, format)
  const run = script.runInThisContext()
  run.call(this.exports, this.exports, Module.createRequire(file), this, file, path.dirname(file))
}

/** A module of CommonJS as a function; undefined where Node itself is to compile it. */
function scriptOf(code, file, format) {
  const known = compiled.get(file)
  if (known?.code === code) return known.script
  // What Node keeps compiled in files is known to it alone.
  const isFirst = known === undefined && Module.getCompileCacheDir?.() !== undefined
  let script
  if (!isFirst && (!format || format === 'commonjs')) {
    try {
      script = new vm.Script(Module.wrap(code.replace(/^#!.*/, '')), {
        filename: file,
        importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      })
    } catch {
      // No CommonJS, or a mistake that Node describes in its own words.
    }
  }
  compiled.set(file, { code: isFirst ? undefined : code, script })
  return script
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
