import type {} from 'chat-elements/react';

export { useRef, useState } from 'react';
export const name = 'React';
