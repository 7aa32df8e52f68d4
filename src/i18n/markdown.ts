/** The words of formatted text, in English. They come with the first of it. */
export const markdown = {
  copyCode: 'Copy code',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not be copied',
  code: (language: string): string => (language ? `Code, ${language}` : 'Code'),
  table: 'Table',
  taskDone: 'Done',
  taskOpen: 'Not done',
};
