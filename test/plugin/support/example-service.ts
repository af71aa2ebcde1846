import { fileURLToPath } from 'node:url'
import type { Service } from '../../../plugin/service.ts'

/** Folder of the example service: a manifest without mistakes, and events/release.yaml. */
export const exampleFolder = fileURLToPath(new URL('../../../examples/serverless', import.meta.url))

/** The example service as the framework would have it, with changes. */
export function exampleService(change: Partial<Service> = {}): Service {
  return {
    name: 'star-quest',
    stage: 'dev',
    region: 'us-east-1',
    isAws: true,
    custom: {},
    functions: {},
    folder: exampleFolder,
    configurationFile: 'serverless.yml',
    words: ['deploy'],
    options: {},
    aws: async () => ({ folder: exampleFolder }),
    ...change,
  }
}
