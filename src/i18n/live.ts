/** What a composer says that shows what is typed, in English. */
export const live = {
  typingVisible: 'What you type is visible to the team before you send it.',
};
