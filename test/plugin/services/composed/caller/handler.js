exports.call = async () => process.env.ALEXA_FUNCTION
