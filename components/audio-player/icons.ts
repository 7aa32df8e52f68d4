/** Filled where they are shapes; a player's signs are the same in both directions of writing. */
export const PLAY = 'M8.500 5.500v13L18.500 12Z';
export const PAUSE = 'M9 6.5v11M15 6.5v11';
export const NEXT = 'M7 6.5v11l8-5.5ZM17.5 6.5v11';
export const DOWNLOAD = 'M12 4.5v10m-4.5-4 4.5 4.500 4.5-4.500M5.500 19.500h13';
export const SPEAKER = 'M4.500 10v4h3l4 3.500v-11L7.500 10Zm10.500-1.500a5 5 0 0 1 0 7';
