/** What every user id begins with (Amazon's "Request and Response JSON Reference"). */
export const userPrefix = 'amzn1.ask.account.'
