/** What options are about, as the help puts them together. */
export const what = 'What is announced:'
export const who = 'Who gets it:'
export const how = 'How it is sent:'
export const many = 'How it is sent to many users:'
export const result = 'What comes out:'
