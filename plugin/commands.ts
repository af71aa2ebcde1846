const text = (usage: string) => ({ usage, type: 'string' }) as const
const flag = (usage: string) => ({ usage, type: 'boolean' }) as const

const options = {
  event: text('Name of an event in custom.alexaProactive.events'),
  'event-file': text('Path of an event file, instead of --event'),
  variables: text('Values for the templates of the event, as YAML or JSON: "{tag: v1.2.0}"'),
  'skill-stage': text('Stage of the skill: development, live or auto (by the service stage)'),
  json: flag('Write the whole result to standard output, as one JSON object'),
}

const regions = {
  'endpoint-regions': text('Regions of Alexa, such as "NA,EU", or auto (by the manifest)'),
}

const sending = {
  'dry-run': flag('Do everything except sending'),
  simulate: flag(
    'Send to the built-in simulator instead of Amazon: needs no account, notifies nobody',
  ),
}

const campaign = {
  campaign: text('Name of the campaign (default: the one that was started last)'),
  json: options.json,
}

const command = <Options extends object>(usage: string, options: Options) =>
  ({ usage, lifecycleEvents: ['run'], options }) as const

/**
 * The commands as the framework wants them. Each option has its type, and none a name that belongs
 * to the framework: `--stage`, `--region`, `--config` and `--param` would silently be its own.
 */
export const commands = {
  'alexa-proactive': {
    type: 'container',
    usage: "Check, preview and send the Alexa skill's proactive events",
    commands: {
      validate: command('Check the skill manifest and the events', options),
      preview: command('Show what customers would hear of an event, and who they are', {
        ...options,
        ...regions,
        html: text('Path to write the preview to as a page: HTML, in one file'),
      }),
      send: command('Check an event, show it and send it', {
        ...options,
        ...regions,
        ...sending,
      }),
      manifest: command(
        'Show what the skill manifest lacks for the events of the settings, and write it',
        { write: flag('Write it into the file') },
      ),
      campaign: command(
        'Check an event, show it and send it to a list of users by the engine of the stack',
        {
          ...options,
          ...regions,
          'users-file': text('Path of the list of users: text, CSV or JSON Lines, also gzip'),
          subscribers: flag('Send to those in the table of subscribers of the stack'),
          detach: flag('End as soon as the campaign has begun'),
          'dry-run': sending['dry-run'],
        },
      ),
      'campaign-status': command('Show the progress or the result of a campaign', {
        ...campaign,
        follow: flag('Follow it to its end'),
      }),
      'campaign-stop': command('Stop a campaign: nothing more is sent after two seconds', campaign),
      'campaign-resume': command('Resume a campaign that was stopped or has failed', {
        ...campaign,
        detach: flag('End as soon as it has resumed'),
      }),
      'campaign-speed': command('Set how fast a campaign is sent', {
        ...campaign,
        rate: text('Requests per second to each region: 500'),
      }),
    },
  },
} as const

const table = commands['alexa-proactive'].commands

export type CommandName = keyof typeof table

export type CampaignCommand = Extract<CommandName, `campaign-${string}`>

export const commandNames = Object.keys(table).filter((name): name is CommandName =>
  Object.hasOwn(table, name),
)

export function isCampaignCommand(name: CommandName): name is CampaignCommand {
  return name.startsWith('campaign-')
}
