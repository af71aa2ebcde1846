import { type CommandName, commandNames, commands } from './commands.ts'
import type { Deployment } from './deployment.ts'
import type { Framework, Utils } from './framework.ts'
import { frameworkSchema } from './generated/framework-schema.ts'

/**
 * The plugin of the Serverless Framework. It is loaded at every command of a service, so there is
 * nothing in it but the tables that the framework asks for; a hook loads what it needs.
 */
export class AlexaProactive {
  readonly commands = commands
  readonly hooks: Readonly<Record<string, () => Promise<void>>>

  constructor(framework: Framework, _options: unknown, utils: Utils) {
    framework.configSchemaHandler?.defineCustomProperties?.({
      type: 'object',
      // A copy: the framework may change what it is given.
      properties: { alexaProactive: structuredClone(frameworkSchema) },
    })

    let opened: Promise<Deployment> | undefined
    const deployment = async () => {
      const { openDeployment } = await import('./deployment.ts')
      return openDeployment(framework, utils, process.env)
    }
    /** What the plugin does at the hooks of a deploy. */
    const steps: Readonly<Record<string, keyof Deployment>> = {
      'before:package:initialize': 'check',
      // Roles are there, functions are not yet.
      'before:package:compileFunctions': 'addResources',
      'after:package:compileEvents': 'finishResources',
      'before:deploy:function:initialize': 'addVariables',
      // Inside package:finalize: what `resources` adds is in the template only from here on.
      'after:aws:package:finalize:mergeCustomProviderResources': 'checkTemplate',
      'before:deploy:deploy': 'checkUpload',
      // Behind what other plugins do after a deploy: smoke tests, pruning.
      'after:deploy:finalize': 'announce',
      finalize: 'finish',
      error: 'fail',
    }
    const during = (hook: string, step: keyof Deployment) => async () => {
      if (opened === undefined && (step === 'finish' || step === 'fail')) return
      utils.log.info(`alexa-proactive: ${hook}`)
      opened ??= deployment()
      await (await opened)[step]()
    }
    const command = (name: CommandName) => async () => {
      const { runCommand } = await import('./command.ts')
      await runCommand(name, framework, utils, process.env)
    }
    this.hooks = Object.fromEntries([
      ...commandNames.map(name => [`alexa-proactive:${name}:run`, command(name)]),
      ...Object.entries(steps).map(([hook, step]) => [hook, during(hook, step)]),
    ])
  }
}
