/** Answers the skill's requests; events such as a changed subscription need no words. */
exports.skill = async ({ request }) => {
  switch (request.type) {
    case 'LaunchRequest':
      return say('Welcome to Star Quest.')
    case 'AlexaSkillEvent.ProactiveSubscriptionChanged':
      console.log('subscriptions', JSON.stringify(request.body))
      return undefined
    default:
      return say('See you.')
  }
}

function say(text) {
  return {
    version: '1.0',
    response: { outputSpeech: { type: 'PlainText', text }, shouldEndSession: true },
  }
}
