// Loaded before the function: the clock of every other process is two minutes slow, that of the rest fast.
const offset = process.pid % 2 === 0 ? -120_000 : 120_000
const { now } = Date
Date.now = () => now() + offset
globalThis.Date = new Proxy(Date, {
  construct: (of, given, target) =>
    Reflect.construct(of, given.length === 0 ? [of.now()] : given, target),
  apply: of => new of(of.now()).toString(),
})
