import type {} from 'chat-elements/preact';

export { useRef, useState } from 'preact/hooks';
export const name = 'Preact';
