import { fileURLToPath } from 'node:url'
import { node24 } from '../../e2e/support/node24.ts'

/** One of the Serverless Frameworks. */
export interface Framework {
  readonly name: string
  /** The Node that runs it: 24, since it can keep what it compiled (see run-framework.ts). */
  readonly node: string
  /** What Node runs. */
  readonly program: string
  /** Modules that Node loads before it. */
  readonly preloaded: readonly string[]
  /** The newest of the runtimes that it knows and that AWS has for a long time. */
  readonly runtime: string
}

const node = node24()
const endpoint = fileURLToPath(new URL('endpoint.cjs', import.meta.url))

/** The one to test with where they do not differ. */
export const newest: Framework = {
  name: 'osls 4',
  node,
  program: programOf('osls4'),
  preloaded: [],
  runtime: 'nodejs22.x',
}

/** The frameworks as they are published, each in its newest version that runs without an account. */
export const frameworks: readonly Framework[] = [
  {
    name: 'serverless 3',
    node,
    program: programOf('sls3'),
    preloaded: [endpoint],
    // It knows no newer one, and warns of one.
    runtime: 'nodejs20.x',
  },
  {
    name: 'osls 3',
    node,
    program: programOf('osls3'),
    preloaded: [endpoint],
    runtime: 'nodejs22.x',
  },
  newest,
]

const accepting = fileURLToPath(new URL('unvalidated.cjs', import.meta.url))

/** The framework, accepting any serverless.yml: where another test shows that it accepts this one. */
export function unvalidated(framework: Framework): Framework {
  return { ...framework, preloaded: [...framework.preloaded, accepting] }
}

/** The program that deploys the services of a `serverless-compose.yml`, each with `serverless` of the path. */
export const compose = fileURLToPath(
  new URL('../frameworks/node_modules/@osls/compose/bin/serverless-compose', import.meta.url),
)

function programOf(alias: string): string {
  const path = `../frameworks/node_modules/${alias}/bin/serverless.js`
  return fileURLToPath(new URL(path, import.meta.url))
}
