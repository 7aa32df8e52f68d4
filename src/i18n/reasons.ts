/** Why nothing can be written, in English. Comes when it is so. */
export const reasons = {
  closedForWriting: 'This conversation is closed. Nothing more can be written here.',
  signedOutForWriting: 'You are signed out. Sign in to write.',
};
