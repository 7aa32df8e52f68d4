import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { Live } from './Live.js';

const live = new URLSearchParams(location.search);
createRoot(document.getElementById('app')!).render(live.has('server') ? <Live server={live.get('server')!} user={live.get('user')!} /> : <App />);
