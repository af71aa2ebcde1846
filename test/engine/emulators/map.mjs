import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { StateMachine } from 'aws-local-stepfunctions'

/**
 * Stands in for the Distributed Map, for the process that forked this one: carries out the child machine
 * for each item, so many at a time, and each of its invocations in a process of its own, some of which
 * are killed. As on the real service a child that fails ends the execution, and those that are under way
 * are given up while their invocations run on.
 */
const worker = fileURLToPath(new URL('worker.cjs', import.meta.url))

process.on('disconnect', () => process.exit())
process.once('message', order => {
  carryOut(order)
})

async function carryOut(order) {
  const { processor, items, concurrency, seconds } = order
  const { ProcessorConfig: _, ...definition } = processor
  const machine = new StateMachine(definition)
  const invoke = openFunction(order)
  const open = [...items]
  const running = new Set()
  let isOver = false
  const end = (status, failure) => {
    if (isOver) return
    isOver = true
    process.send({ status, ...failure })
    open.length = 0
    for (const child of running) child.abort()
  }
  process.on('message', () => end('ABORTED'))

  const child = async item => {
    const run = machine.run(item, {
      overrides: {
        taskResourceLocalHandlers: { Send: ({ Payload }) => invoke(Payload) },
        waitTimeOverrides: { Wait: seconds * 1_000 },
        retryIntervalOverrides: { Send: seconds * 1_000 },
      },
      noThrowOnAbort: true,
    })
    running.add(run)
    try {
      await run.result
    } catch (error) {
      const { name, message } = error.cause ?? error
      end('FAILED', { error: name, cause: message })
    }
    running.delete(run)
  }
  const next = async () => {
    for (let item = open.shift(); item !== undefined; item = open.shift()) await child(item)
  }
  await Promise.all(Array.from({ length: concurrency }, next))
  end('SUCCEEDED')
  await invoke.idle()
  process.send({ counts: invoke.counts })
}

/**
 * The function, as the service behind `lambda:invoke` calls it.
 *
 * @param kill every so many-th invocation is killed at some moment; 0: none
 */
function openFunction({ dispatcher, environment, life, kill, killWithin, seed }) {
  const random = randomFrom(seed)
  const counts = { invocations: 0, killed: 0 }
  const running = new Set()
  const carryOut = async input => {
    counts.invocations += 1
    const child = fork(worker, [dispatcher, `${life}`], {
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    })
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(input))
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', log => process.send({ log }))
    }
    if (kill > 0 && counts.invocations % kill === 0) {
      const timer = setTimeout(() => {
        counts.killed += child.kill('SIGKILL') ? 1 : 0
      }, random() * killWithin)
      child.on('exit', () => clearTimeout(timer))
    }
    let answer
    child.on('message', message => {
      answer = message
    })
    await new Promise(resolve => child.on('close', resolve))
    if (answer?.result !== undefined) return { StatusCode: 200, Payload: answer.result }
    const { name, message } = answer?.error ?? { name: 'Lambda.Unknown', message: 'it was killed' }
    throw Object.assign(new Error(message), { name })
  }
  const invoke = input => {
    const ended = carryOut(input)
    running.add(ended)
    const remove = () => running.delete(ended)
    ended.then(remove, remove)
    return ended
  }
  const idle = () => Promise.allSettled(running)
  return Object.assign(invoke, { counts, idle })
}

/** Numbers from 0 to 1, the same for a seed. */
function randomFrom(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
