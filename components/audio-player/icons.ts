/** Filled where they are shapes; a player's signs are the same in both directions of writing. */
export const PLAY = 'M8.5 5.5v13L18.5 12Z';
export const PAUSE = 'M9 6.5v11M15 6.5v11';
export const NEXT = 'M7 6.5v11l8-5.5ZM17.5 6.5v11';
export const DOWNLOAD = 'M12 4.5v10m-4.5-4 4.5 4.5 4.5-4.5M5.5 19.5h13';
export const SPEAKER = 'M4.5 10v4h3l4 3.5v-11L7.5 10Zm10.5-1.5a5 5 0 0 1 0 7';
