import { type CommandName, commands } from './commands.ts'
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
    const during = (step: keyof Deployment) => async () => {
      opened ??= deployment()
      await (await opened)[step]()
    }
    const command = (name: CommandName) => async () => {
      const { runCommand } = await import('./command.ts')
      await runCommand(name, framework, utils, process.env)
    }
    this.hooks = {
      'alexa-proactive:validate:run': command('validate'),
      'alexa-proactive:preview:run': command('preview'),
      'alexa-proactive:send:run': command('send'),
      'alexa-proactive:manifest:run': command('manifest'),
      'before:package:initialize': during('check'),
      // Inside package:finalize: what `resources` adds is in the template only from here on.
      'after:aws:package:finalize:mergeCustomProviderResources': during('checkTemplate'),
      'before:deploy:deploy': during('checkUpload'),
      // Behind what other plugins do after a deploy: smoke tests, pruning.
      'after:deploy:finalize': during('announce'),
      finalize: async () => {
        if (opened !== undefined) await during('finish')()
      },
      error: async () => {
        if (opened !== undefined) await during('fail')()
      },
    }
  }
}
