/** The words of pictures and films, in English. They come with the first of them. */
export const media = {
  openMedia: (name: string): string => `Open ${name}`,
  brokenMedia: 'This could not be loaded.',
  downloadFile: (name: string): string => `Download ${name}`,

  lightbox: 'Pictures and videos',
  closeLightbox: 'Close',
  previousMedia: 'Previous',
  nextMedia: 'Next',
  actualSize: 'Actual size',
  mediaPosition: (at: number, of: number): string => `${at.toLocaleString('en')} of ${of.toLocaleString('en')}`,
};
