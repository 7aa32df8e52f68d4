import { count } from './en.js';

/** The words for sending files, in English. They come with the first composer that offers it. */
export const files = {
  attach: 'Attach file',
  attachments: 'Attached files',
  dropFiles: 'Drop files here to attach them',
  fileWaiting: 'Waiting for the connection',
  uploading: (name: string): string => `Uploading ${name}`,
  cancelUpload: (name: string): string => `Cancel upload of ${name}`,
  removeFile: (name: string): string => `Remove ${name}`,
  retryFile: (name: string): string => `Retry upload of ${name}`,
  fileFailed: 'The file could not be sent: check the connection and try again.',
  fileTooBig: 'The file is too large for the server: try a smaller one.',
  fileRefused: 'The server did not accept the file.',
  fileTooLarge: (name: string, limit: string): string => `${name} is too large. A file can have up to ${limit}.`,
  fileWrongType: (name: string, types: string): string => `${name} cannot be sent: its type is not accepted here. Accepted: ${types}.`,
  fileEmpty: (name: string): string => `${name} is empty.`,
  tooManyFiles: (n: number): string => `A message can have up to ${count(n, 'file')}.`,
  fileKinds: { image: 'images', video: 'videos', audio: 'sounds', text: 'text files' } as Readonly<Record<string, string>>,
  filesAttached: (n: number): string => `${count(n, 'file')} attached`,
  fileUploaded: (name: string): string => `${name} is ready to send`,
  fileRemoved: (name: string): string => `${name} removed`,
  sendsWhenUploaded: 'Your message is sent as soon as its files are uploaded.',
  filesNotUploaded: 'Not all files were uploaded. Retry or remove them, then send.',
};
