exports.alexa = async () => ({ version: '1.0', response: {} })
