/** What a list says that is more than a few plain messages read at their end, in English. */
export const far = {
  jump: 'Jump to latest',
  unreadDivider: 'New',
  deleted: 'This message was deleted',
  gap: 'Some messages may be missing here',
  loadingOlder: 'Loading earlier messages',
  olderFailed: 'Earlier messages could not be loaded',
  tryAgain: 'Try again',
  stop: 'Stop answering',
  stopFailed: 'Could not be stopped: there is no connection.',
  /** Of an answer that was ended before it was whole. */
  stopped: 'Stopped',
};
